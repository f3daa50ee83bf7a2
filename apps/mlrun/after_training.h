#pragma once

#include <optional>
#include <string>

#include "config/model_config.h"
#include "core/json.h"
#include "mlrun/model_bundling.h"

namespace CLI {
class App;
}

namespace mlrun {

// What train makes of trained nets before it writes them.
struct AfterTraining {
  bool calibrate = false;
  std::optional<int64_t> members;  // of each net, so many are kept
};
void add_after_training(CLI::App& verb, AfterTraining& flags);

// Throw Error(kUsage) for what does nothing to such nets, or to models of such data.
void check_after_training(const AfterTraining& flags, const ModelConfig& net);
void check_after_training(const AfterTraining& flags, const TrainingData& data);

// Does it, by the validation rows: members are chosen, then the temperature. What came of it stands
// in the bundle's provenance:
// "pruning": {"members", "of", "metric", "parameters": {"before", "after"}, "valid": {..}, "test"},
// "calibration": {"temperature", "valid": {"before", "after": {"log-loss", "ece"}}}.
void apply_after_training(ModelBundle& bundle, const AfterTraining& flags, const TrainedNet& net,
                          const Workshop& shop);

// The keys of a provenance that apply_after_training wrote: as they are, and a line each for
// people.
Json after_training_json(const Json& provenance);
std::string after_training_text(const Json& provenance);

}  // namespace mlrun
