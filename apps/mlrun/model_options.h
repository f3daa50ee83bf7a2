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
  int threads = 0;  // 0: one
  bool no_verify = false;
};
void add_model(CLI::App& verb, ModelOptions& options);

// Opens the file, builds it on the device and lets it prove itself on its golden rows.
// Throws Error(kModel), Error(kDevice).
struct LoadedModel {
  ModelBundle bundle;
  Predictor predictor;
};
LoadedModel load_model(const ModelOptions& options);

}  // namespace mlrun
