#include "mlrun/after_training.h"

#include <CLI/CLI.hpp>

#include "core/error.h"
#include "mlrun/calibration.h"

namespace mlrun {

void add_after_training(CLI::App& verb, AfterTraining& flags) {
  verb.add_flag("--calibrate", flags.calibrate,
                "classes: scale the probabilities by a temperature, found on the validation rows")
      ->group("After training");
}

void check_after_training(const AfterTraining& flags, Task task) {
  if (!flags.calibrate || task != Task::kRegression) return;
  throw Error(ErrorKind::kUsage,
              "--calibrate: it scales probabilities of classes, and the task is regression");
}

void apply_after_training(ModelBundle& bundle, const AfterTraining& flags, const Table& valid,
                          const LearnApi& learn, int threads) {
  if (flags.calibrate) bundle.provenance["calibration"] = calibrate(bundle, valid, learn, threads);
}

Json after_training_json(const Json& provenance) {
  Json json = Json::object();
  if (provenance.contains("calibration")) json["calibration"] = provenance["calibration"];
  return json;
}

std::string after_training_text(const Json& provenance) {
  if (!provenance.contains("calibration")) return "";
  return calibration_text(provenance["calibration"]) + "\n";
}

}  // namespace mlrun
