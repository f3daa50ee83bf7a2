#pragma once

#include <cstdint>
#include <optional>

#include "core/json.h"
#include "mlrun/model_options.h"
#include "predict/permutation_importance.h"

namespace CLI {
class App;
}

namespace mlrun {

// What evaluate is asked to say about the feature columns.
struct ImportanceFlags {
  bool wanted = false;
  std::optional<int64_t> repeats;
  std::optional<uint64_t> seed;
};
void add_importance(CLI::App& verb, ImportanceFlags& flags);
// Throws Error(kUsage) for flags that only --importance takes.
void check_importance(const ImportanceFlags& flags);

// The metric that early stopping watched when the model was made; the task's first where the file
// does not say.
std::string main_metric(const ModelBundle& bundle);

Importances measure_importance(const LoadedModel& model, const Table& table,
                               const ImportanceFlags& flags, int threads);

// {"metric", "baseline", "repeats", "seed", "columns": [{"column", "importance", "deviation"}]}.
Json importance_json(const Importances& importances, const ImportanceFlags& flags);

}  // namespace mlrun
