#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/train_config.h"
#include "core/rank_place.h"
#include "mlrun/common_options.h"

namespace mlrun {

// What this process does in a training run.
struct RankPlan {
  std::optional<RankPlace> place;  // a rank of a mirrored run
  bool launches = false;           // starts the ranks and trains nothing itself

  // Writes the model and tells how it goes: rank 0, or the only process.
  bool leads() const { return !place || place->rank == 0; }
  int local_rank() const { return place ? place->local_rank : -1; }
};

// By configuration and environment. Throws Error(kUsage) for variables that contradict each other
// or the configuration, and for a mirrored run whose rows come from stdin, which only one can read.
RankPlan plan_ranks(const TrainConfig& config, const std::vector<std::string>& read_once);

// Ranks that do not lead leave the telling to the one that does; only their errors are heard.
void hush(const CommonOptions& common);

}  // namespace mlrun
