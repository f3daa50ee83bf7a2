#pragma once

#include <string>

#include "core/json.h"
#include "mlrun/model_bundling.h"

namespace CLI {
class App;
}

namespace mlrun {

// What train makes of trained nets before it writes them.
struct AfterTraining {
  bool calibrate = false;
};
void add_after_training(CLI::App& verb, AfterTraining& flags);

// Throws Error(kUsage) for what does nothing to models of this task.
void check_after_training(const AfterTraining& flags, Task task);

// Does it, on the validation rows. What came of it stands in the bundle's provenance:
// "calibration": {"temperature", "valid": {"before", "after": {"log-loss", "ece"}}}.
void apply_after_training(ModelBundle& bundle, const AfterTraining& flags, const Table& valid,
                          const LearnApi& learn, int threads);

// The keys of a provenance that apply_after_training wrote: as they are, and a line each for
// people.
Json after_training_json(const Json& provenance);
std::string after_training_text(const Json& provenance);

}  // namespace mlrun
