#pragma once

#include <string>

#include "checkpoint/model_file.h"

namespace mlrun {

// Throws Error(kUsage) where a model and the JSON of --json would both go to stdout.
void check_model_output(const std::string& path, bool json);

// Writes a model file, or its bytes to stdout for "-". An existing file is kept unless force.
void write_model(const std::string& path, const ModelBundle& bundle, bool force);

}  // namespace mlrun
