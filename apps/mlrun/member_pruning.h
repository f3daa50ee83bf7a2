#pragma once

#include <cstdint>
#include <string>

#include "core/json.h"
#include "mlrun/model_bundling.h"

namespace mlrun {

// Labelled rows that members are chosen by, and such as tell what that costs (null: none).
struct PruningRows {
  const Table& valid;
  const Table* test;
};

// Throws Error(kUsage), in the name of a flag, when so many members leave nothing out.
void check_prunable(const ModelConfig& net, int64_t members, const std::string& flag);
// The same where they leave nothing out of any net of a file.
void check_prunable(const ModelBundle& bundle, int64_t members, const std::string& flag);

// Leaves so many members in each net of a model that has more: those whose mean answers the
// validation rows best by a metric, chosen greedily. Returns {"members", "of", "metric",
// "parameters": {"before", "after"}, "valid": {"before", "after"}, "test"}, the scores being
// {metric: value}; "test" only where there are test rows. Requires a net of more members.
Json prune_members(ModelBundle& bundle, int64_t members, const std::string& metric,
                   const PruningRows& rows, const LearnApi& learn, int threads);

// What prune_members returned, as a line for people.
std::string pruning_text(const Json& pruning);

}  // namespace mlrun
