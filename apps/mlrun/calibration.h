#pragma once

#include <string>

#include "core/json.h"
#include "mlrun/model_bundling.h"

namespace mlrun {

// Gives a model of classes the temperature with the least log-loss on the validation rows. Returns
// {"temperature", "valid": {"before", "after": {"log-loss", "ece"}}}.
Json calibrate(ModelBundle& bundle, const Table& valid, const LearnApi& learn, int threads);

// What calibrate returned, as a line for people.
std::string calibration_text(const Json& calibration);

// "rmse 0.5 -> 0.4": one metric of {"before": {..}, "after": {..}}.
std::string change_text(const Json& scores, const std::string& metric);

}  // namespace mlrun
