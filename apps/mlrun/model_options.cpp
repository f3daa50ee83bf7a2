#include "mlrun/model_options.h"

#include <CLI/CLI.hpp>

#include "core/error.h"
#include "device/device_names.h"
#include "mlrun/learn_half.h"
#include "predict/golden_check.h"

namespace mlrun {
namespace {

void check_precision(const std::string& precision, bool on_cpu) {
  if (!on_cpu || precision == "fp32") return;
  throw Error(ErrorKind::kUsage, "--precision " + precision + ": the CPU answers in fp32");
}

}  // namespace

void add_model(CLI::App& verb, ModelOptions& options) {
  verb.add_option("MODEL", options.path, "a model file")->required();
  verb.add_option("--device", options.device, kDeviceChoices)->capture_default_str();
  verb.add_option("--threads", options.runtime.threads, "CPU threads; 0: as many as this process may use")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  verb.add_option("--precision", options.runtime.precision, "fp32|tf32|bf16, of an accelerator")
      ->check(CLI::IsMember({"fp32", "tf32", "bf16"}))
      ->capture_default_str();
  verb.add_option("--compile", options.runtime.compile,
                  "auto|none|graph: chunks of rows launched as one, on an accelerator")
      ->check(CLI::IsMember({"auto", "none", "graph"}))
      ->capture_default_str();
}

LoadedModel load_model(const ModelOptions& options) {
  const std::string& precision = options.runtime.precision;
  check_precision(precision, options.device == "cpu");
  ModelBundle bundle = open_model(options.path);
  bundle.golden = held_to(std::move(bundle.golden), precision);
  const LearnApi& learn = learn_half();
  const DeviceChoice device = learn.open_device(options.device, -1);
  check_precision(precision, device.is_cpu());
  Predictor predictor = make_predictor(bundle, learn, device, options.runtime);
  if (!options.no_verify) require_golden(predictor, bundle.golden, options.path);
  return {std::move(bundle), std::move(predictor), device.name()};
}

}  // namespace mlrun
