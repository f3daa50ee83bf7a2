#include "config/layers.h"

#include <map>

#include "config/conflicts.h"
#include "config/field_names.h"

namespace mlrun {
namespace {

struct Assigned {
  Json value;
  std::string origin;
};
using Assignments = std::map<std::string, Assigned>;

// Options of a net, which auto has none of: they mean the plain net where nobody names one.
bool has_net_options(const ConfigLayer& layer) {
  const Json none = to_json(ModelConfig(AutoOptions{}));
  for (const ConfigSource& source : layer) {
    if (!source.values.is_object() || !source.values.contains("model")) continue;
    for (const std::string& path : field_paths(source.values.at("model"))) {
      if (!none.contains(path)) return true;
    }
  }
  return false;
}

std::optional<std::string> last_model_type(const ConfigLayer& layer) {
  std::optional<std::string> type;
  for (const ConfigSource& source : layer) {
    if (const auto named = layer_model_type(source.values)) type = named;
  }
  return type;
}

void check(const ConfigSource& source, const std::string& type, Mistakes& mistakes) {
  TrainConfig scratch = default_config(type);
  const Mistakes found = with_origin(source.origin, read_layer(source.values, scratch));
  mistakes.insert(mistakes.end(), found.begin(), found.end());
}

void assign(const ConfigSource& source, Assignments& assigned) {
  for (const std::string& path : field_paths(source.values)) {
    assigned[path] = {field_at(source.values, path), source.origin};
  }
}

// What goes with a named net only means the plain one where nobody names one.
bool wants_one_net(const Assignments& assigned) {
  const auto strategy = assigned.find("device.strategy");
  const auto seeds = assigned.find("seeds");
  return (strategy != assigned.end() && strategy->second.value == "mirrored") ||
         (seeds != assigned.end() && seeds->second.value != 1);
}

// Under auto each net brings its own training; what nobody sets is not decided yet.
bool left_to_plan(const TrainConfig& config, const std::string& path) {
  return is_auto(config.model) && (path.starts_with("train.") || path.starts_with("features."));
}

ResolvedConfig over_defaults(const std::string& type, const Assignments& assigned) {
  ResolvedConfig resolved;
  resolved.config = default_config(type);
  Json merged = to_json(resolved.config);
  for (const auto& [path, given] : assigned) assign_field(merged, path, given.value);
  throw_mistakes(read_layer(merged, resolved.config), ErrorKind::kUsage);
  throw_mistakes(conflicts_of(resolved.config), ErrorKind::kUsage);
  // Written anew, so that 1e3 for an integer and 1 for a number get their one form.
  const Json all = to_json(resolved.config);
  for (const std::string& path : field_paths(all)) {
    const auto given = assigned.find(path);
    if (given == assigned.end() && left_to_plan(resolved.config, path)) continue;
    assign_field(resolved.json, path, field_at(all, path));
    resolved.origins[path] = given == assigned.end() ? "default" : given->second.origin;
  }
  return resolved;
}

}  // namespace

std::optional<std::string> layer_model_type(const Json& values) {
  if (!values.is_object() || !values.contains("model")) return std::nullopt;
  return known_model_type(values.at("model"));
}

Mistakes read_layer(const Json& values, TrainConfig& config) {
  Json checked = values;
  const bool names_type = values.is_object() && values.contains("model") &&
                          values.at("model").is_object() && values.at("model").contains("type");
  if (names_type && !layer_model_type(values)) {
    const Json type = values.at("model").at("type");
    checked["model"] = Json::object();
    checked["model"]["type"] = type;
  }
  FieldReader reader(checked);
  describe(reader, config);
  return reader.mistakes();
}

ResolvedConfig merge_layers(const std::vector<ConfigLayer>& layers, Mistakes mistakes) {
  std::string type = "auto";
  bool chosen = false;
  Assignments assigned;
  for (const ConfigLayer& layer : layers) {
    auto given = last_model_type(layer);
    if (!given && !chosen && has_net_options(layer)) given = "dense";
    chosen = chosen || given.has_value();
    const std::string named = given.value_or(type);
    if (named != type) {
      std::erase_if(assigned, [](const auto& item) { return section_name(item.first) == "model"; });
    }
    type = named;
    const size_t before = mistakes.size();
    for (const ConfigSource& source : layer) check(source, type, mistakes);
    if (mistakes.size() > before) continue;
    for (const ConfigSource& source : layer) assign(source, assigned);
  }
  throw_mistakes(mistakes, ErrorKind::kUsage);
  if (!chosen && wants_one_net(assigned)) type = "dense";
  return over_defaults(type, assigned);
}

}  // namespace mlrun
