#pragma once

#include <optional>
#include <string>

#include "mlrun/model_bundling.h"

namespace CLI {
class App;
}

namespace mlrun {

// Which model answers, and where.
struct ModelOptions {
  std::string path;
  std::string device = "cpu";
  std::string by = "auto";  // native | libtorch | auto
  RuntimeOptions runtime{.threads = 0, .precision = "fp32", .compile = "none"};
  bool no_verify = false;          // the golden rows are not answered
  bool judged_by_caller = false;   // they decide what answers, but do not refuse the model
  std::optional<double> absolute;  // tolerances instead of the file's or the precision's
  std::optional<double> relative;
};
void add_model(CLI::App& verb, ModelOptions& options);

struct LoadedModel {
  ModelBundle bundle;  // its golden rows have the tolerances they are held to
  Predictor predictor;
  std::string device;                      // "cpu" or the name of an accelerator
  std::optional<GoldenVerdict> verdict{};  // on the golden rows, unless --no-verify leaves them out
};

// Opens the file, builds it on the device and lets it prove itself on its golden rows. On a CPU our
// own kernels answer where the net has a native form, and LibTorch is not loaded; with "auto" it
// stands in, with a warning, where only it answers the golden rows as the file says.
// Throws Error(kUsage) for a precision or a runtime that the device does not have, Error(kModel),
// Error(kDevice).
LoadedModel load_model(const ModelOptions& options);

}  // namespace mlrun
