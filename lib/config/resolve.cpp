#include "config/resolve.h"

#include <utility>

#include "config/environment.h"
#include "config/field_names.h"
#include "config/layers.h"
#include "config/presets.h"
#include "core/text.h"

namespace mlrun {
namespace {

// A layer of its own per file, so that the model.type of one resets what the one before said.
void add_file(const std::string& path, const std::string& origin, std::vector<ConfigLayer>& layers,
              Mistakes& mistakes) {
  try {
    layers.push_back({{origin, read_json_file(path, ErrorKind::kUsage, JsonComments::kAllow)}});
  } catch (const Error& error) {
    mistakes.emplace_back(error.what());
  }
}

struct Preset {
  std::string name;   // empty: none
  std::string file;   // empty where the name is not known
  std::string fault;  // why not
};

Preset preset_of(const ConfigSources& sources) {
  Preset preset;
  preset.name = sources.preset.value_or(variable(sources.environment, "MLRUN_PRESET").value_or(""));
  if (preset.name.empty() && !sources.preset) return preset;
  try {
    preset.file = preset_file(preset.name, sources.environment);
  } catch (const Error& error) {
    preset.fault = (sources.preset ? "--preset: " : "MLRUN_PRESET: ") + std::string(error.what());
  }
  return preset;
}

std::vector<std::string> given_files(const ConfigSources& sources) {
  std::vector<std::string> files;
  const std::string named = variable(sources.environment, "MLRUN_CONFIG").value_or("");
  for (const std::string_view file : split(named, ':')) {
    if (!file.empty()) files.emplace_back(file);
  }
  files.insert(files.end(), sources.files.begin(), sources.files.end());
  return files;
}

ConfigLayer flag_layer(const ConfigSources& sources, Mistakes& mistakes) {
  ConfigLayer layer;
  const auto add = [&](const std::string& origin, std::string_view key, Json value) {
    layer.push_back({origin, Json::object()});
    assign_field(layer.back().values, key, std::move(value));
  };
  for (const ConfigFlag& flag : sources.flags) add(flag.flag, flag.key, flag.value);
  for (const std::string& set : sources.sets) {
    const size_t equals = set.find('=');
    if (equals == std::string::npos || equals == 0) {
      mistakes.push_back("--set: expected KEY=VALUE, got " + mlrun::quoted(set));
    } else {
      add("--set", trim(std::string_view(set).substr(0, equals)),
          json_or_string(set.substr(equals + 1)));
    }
  }
  return layer;
}

// The values that come from defaults and the preset, or those from elsewhere. Without the model
// where the plan decides it.
Json part_of(const ResolvedConfig& resolved, bool weak) {
  Json part = Json::object();
  for (const auto& [path, origin] : resolved.origins) {
    const bool from_preset = origin.starts_with("preset ");
    if (is_auto(resolved.config.model) && section_name(path) == "model") continue;
    if (path == "model.type" ? weak : origin != "default" && from_preset == weak) {
      assign_field(part, path, field_at(resolved.json, path));
    }
  }
  return part;
}

}  // namespace

std::vector<std::string> config_files(const ConfigSources& sources) {
  std::vector<std::string> files = given_files(sources);
  const Preset preset = preset_of(sources);
  if (!preset.file.empty()) files.insert(files.begin(), preset.file);
  return files;
}

ResolvedConfig resolve_config(const ConfigSources& sources) {
  Mistakes mistakes;
  std::vector<ConfigLayer> layers;
  const Preset preset = preset_of(sources);
  if (!preset.fault.empty()) mistakes.push_back(preset.fault);
  if (!preset.file.empty()) add_file(preset.file, "preset " + preset.name, layers, mistakes);
  for (const std::string& file : given_files(sources)) add_file(file, file, layers, mistakes);
  layers.push_back(environment_layer(sources.environment, mistakes));
  layers.push_back(flag_layer(sources, mistakes));
  return merge_layers(layers, std::move(mistakes));
}

ResolvedConfig resolve_recipe(const ResolvedConfig& automatic, const Json& recipe) {
  Json given = automatic.json;
  given.erase("model");
  return merge_layers({{{"plan", recipe}}, {{"configuration", given}}}, {});
}

ResolvedConfig resolve_trial(const ResolvedConfig& resolved, const Json& recipe,
                             const Json& settings) {
  std::vector<ConfigLayer> layers{{{"preset", part_of(resolved, true)}}};
  if (recipe.is_object()) layers.push_back({{"plan", recipe}});
  layers.push_back({{"search", settings}});
  layers.push_back({{"configuration", part_of(resolved, false)}});
  return merge_layers(layers, {});
}

}  // namespace mlrun
