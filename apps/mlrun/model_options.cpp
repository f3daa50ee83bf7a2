#include "mlrun/model_options.h"

#include <CLI/CLI.hpp>

#include "device/device_names.h"
#include "mlrun/learn_half.h"
#include "predict/golden_check.h"

namespace mlrun {

void add_model(CLI::App& verb, ModelOptions& options) {
  verb.add_option("MODEL", options.path, "a model file")->required();
  verb.add_option("--device", options.device, kDeviceChoices)->capture_default_str();
  verb.add_option("--threads", options.threads, "CPU threads; 0: one")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
}

LoadedModel load_model(const ModelOptions& options) {
  ModelBundle bundle = open_model(options.path);
  const LearnApi& learn = learn_half();
  const DeviceChoice device = learn.open_device(options.device, -1);
  Predictor predictor = make_predictor(bundle, learn, device, std::max(options.threads, 1));
  if (!options.no_verify) require_golden(predictor, bundle.golden, options.path);
  return {std::move(bundle), std::move(predictor)};
}

}  // namespace mlrun
