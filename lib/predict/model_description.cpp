#include "predict/model_description.h"

namespace mlrun {

ModelDescription describe_model(const ModelConfig& config, const FeatureLayout& layout,
                                const DataSpec& spec) {
  const bool classes = spec.is_classification();
  return {config, layout, classes ? static_cast<int64_t>(spec.classes.size()) : 1, classes};
}

Json to_json(const ModelDescription& description) {
  return Json{{"type", type_name(description.config)},
              {"options", to_json(description.config)},
              {"inputs", description.layout.one_hot_width()},
              {"outputs", description.outputs},
              {"classification", description.classification}};
}

ModelDescription description_from_json(const Json& json, const FeatureLayout& layout,
                                       const std::string& where) {
  constexpr ErrorKind kKind = ErrorKind::kModel;
  ModelDescription description;
  description.config = model_config_from_json(json_get<Json>(json, "options", where, kKind),
                                              where + ".options", kKind);
  description.layout = layout;
  description.outputs = json_get<int64_t>(json, "outputs", where, kKind);
  description.classification = json_get<bool>(json, "classification", where, kKind);
  const auto inputs = json_get<int64_t>(json, "inputs", where, kKind);
  if (inputs != layout.one_hot_width()) {
    throw Error(kKind, where + ": the net has " + std::to_string(inputs) +
                           " inputs, the features give " + std::to_string(layout.one_hot_width()));
  }
  if (description.outputs < (description.classification ? 2 : 1)) {
    throw Error(kKind, where + ": " + std::to_string(description.outputs) + " outputs");
  }
  return description;
}

}  // namespace mlrun
