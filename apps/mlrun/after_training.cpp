#include "mlrun/after_training.h"

#include <CLI/CLI.hpp>

#include "core/error.h"
#include "mlrun/calibration.h"
#include "mlrun/member_pruning.h"

namespace mlrun {

void add_after_training(CLI::App& verb, AfterTraining& flags) {
  const std::string group = "After training";
  verb.add_flag("--calibrate", flags.calibrate,
                "classes: scale the probabilities by a temperature, found on the validation rows")
      ->group(group);
  verb.add_option("--prune-members", flags.members,
                  "keep so many members of a net, chosen on the validation rows")
      ->check(CLI::Range(1, 100000))
      ->group(group);
}

void check_after_training(const AfterTraining& flags, const ModelConfig& net) {
  if (flags.members) check_prunable(net, *flags.members, "--prune-members");
}

void check_after_training(const AfterTraining& flags, const TrainingData& data) {
  if ((flags.calibrate || flags.members) && data.valid.rows == 0) {
    throw Error(ErrorKind::kUsage,
                "--calibrate and --prune-members choose by validation rows, and with --folds there "
                "are none; --valid names some");
  }
  if (!flags.calibrate || data.spec.task != Task::kRegression) return;
  throw Error(ErrorKind::kUsage,
              "--calibrate: it scales probabilities of classes, and the task is regression");
}

void apply_after_training(ModelBundle& bundle, const AfterTraining& flags, const TrainedNet& net,
                          const Workshop& shop) {
  const TrainingData& data = shop.data;
  if (flags.members) {
    bundle.provenance["pruning"] =
        prune_members(bundle, *flags.members, net.report.metric,
                      {data.valid, data.test ? &*data.test : nullptr}, shop.learn, net.threads);
  }
  if (flags.calibrate) {
    bundle.provenance["calibration"] = calibrate(bundle, data.valid, shop.learn, net.threads);
  }
}

Json after_training_json(const Json& provenance) {
  Json json = Json::object();
  for (const char* key : {"pruning", "calibration"}) {
    if (provenance.contains(key)) json[key] = provenance[key];
  }
  return json;
}

std::string after_training_text(const Json& provenance) {
  std::string text;
  if (provenance.contains("pruning")) text += pruning_text(provenance["pruning"]) + "\n";
  if (provenance.contains("calibration")) {
    text += calibration_text(provenance["calibration"]) + "\n";
  }
  return text;
}

}  // namespace mlrun
