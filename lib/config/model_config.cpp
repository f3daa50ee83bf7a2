#include "config/model_config.h"

#include "config/mistakes.h"
#include "core/text.h"

namespace mlrun {
namespace {

const char* type_of(const DenseOptions&) { return "dense"; }
const char* type_of(const ResNetOptions&) { return "resnet"; }
const char* type_of(const TabMOptions&) { return "tabm"; }
const char* type_of(const RealMlpOptions&) { return "realmlp"; }
const char* type_of(const AutoOptions&) { return "auto"; }

}  // namespace

void describe(FieldVisitor& visitor, ModelConfig& config) {
  std::string type = type_name(config);
  visitor.choice("type", type, model_types(), "The net; its own options stand beside it.");
  std::visit([&](auto& options) { describe(visitor, options); }, config);
}

const std::vector<std::string>& model_types() {
  static const std::vector<std::string> types = {"auto", "dense", "resnet", "tabm", "realmlp"};
  return types;
}

std::string type_name(const ModelConfig& config) {
  return std::visit([](const auto& options) { return type_of(options); }, config);
}

bool is_auto(const ModelConfig& config) { return std::holds_alternative<AutoOptions>(config); }

ModelConfig default_model(const std::string& type) {
  if (type == "auto") return AutoOptions{};
  if (type == "dense") return DenseOptions{};
  if (type == "resnet") return ResNetOptions{};
  if (type == "tabm") return TabMOptions{};
  if (type == "realmlp") return RealMlpOptions{};
  throw Error(ErrorKind::kUsage, "model.type: expected one of " + join(model_types(), ", ") +
                                     ", got " + mlrun::quoted(type) +
                                     did_you_mean(type, model_types()));
}

std::optional<std::string> known_model_type(const Json& model) {
  if (!model.is_object()) return std::nullopt;
  const auto type = model.find("type");
  if (type == model.end() || !type->is_string()) return std::nullopt;
  for (const std::string& known : model_types()) {
    if (type->get_ref<const std::string&>() == known) return known;
  }
  return std::nullopt;
}

Json to_json(const ModelConfig& config) {
  ModelConfig copy = config;
  FieldWriter writer;
  describe(writer, copy);
  return writer.json();
}

ModelConfig model_config_from_json(const Json& json, const std::string& where, ErrorKind kind) {
  if (json.is_object() && !json.contains("type")) {
    throw Error(kind,
                where + ": type: expected one of " + join(model_types(), ", ") + ", got nothing");
  }
  const auto type = known_model_type(json);
  ModelConfig config = default_model(type.value_or(model_types().front()));
  Json checked = json;
  if (json.is_object() && !type) {  // the options of an unknown net cannot be told from mistakes
    checked = Json::object();
    checked["type"] = json.at("type");
  }
  FieldReader reader(checked);
  describe(reader, config);
  throw_mistakes(with_origin(where, reader.mistakes()), kind);
  return config;
}

}  // namespace mlrun
