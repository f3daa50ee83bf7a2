#pragma once

#include <cstdint>
#include <string>

#include "config/model_config.h"
#include "core/json.h"
#include "data/spec.h"
#include "features/features.h"

namespace mlrun {

// Everything that is needed to build a net again: what the model file says about it under "model".
struct ModelDescription {
  ModelConfig config;
  FeatureLayout layout;
  int64_t outputs = 1;  // classes, or 1
  bool classification = false;
};

// Outputs a task needs: one per class, else 1.
ModelDescription describe_model(const ModelConfig& config, const FeatureLayout& layout,
                                const DataSpec& spec);

// {"type", "options", "inputs", "outputs", "classification"}.
Json to_json(const ModelDescription& description);
// The layout comes from the pipeline; throws Error(kModel) when the file's sizes disagree with it.
ModelDescription description_from_json(const Json& json, const FeatureLayout& layout,
                                       const std::string& where);

}  // namespace mlrun
