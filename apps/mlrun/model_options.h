#pragma once

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
  RuntimeOptions runtime{.threads = 0, .precision = "fp32", .compile = "none"};
  bool no_verify = false;
};
void add_model(CLI::App& verb, ModelOptions& options);

struct LoadedModel {
  ModelBundle bundle;  // its golden rows have the tolerances of the precision
  Predictor predictor;
  std::string device;  // "cpu" or the name of an accelerator
};

// Opens the file, builds it on the device and lets it prove itself on its golden rows.
// Throws Error(kUsage) for a precision that the device does not have, Error(kModel),
// Error(kDevice).
LoadedModel load_model(const ModelOptions& options);

}  // namespace mlrun
