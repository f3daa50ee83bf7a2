#include "config/environment.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <utility>

#include "config/field_names.h"
#include "core/text.h"

namespace mlrun {
namespace {

constexpr std::string_view kPrefix = "MLRUN_";

// "TRAIN_OPTIMIZER_LR" -> "train.optimizer.lr", for the options of every net.
using Keys = std::map<std::string, std::string>;

std::string upper_ascii(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

std::string variable_part(std::string path) {
  std::replace(path.begin(), path.end(), '.', '_');
  return upper_ascii(std::move(path));
}

Keys known_keys() {
  Keys keys;
  for (const std::string& type : model_types()) {
    TrainConfig config;
    config.model = default_model(type);
    for (const std::string& path : field_paths(to_json(config))) keys[variable_part(path)] = path;
  }
  return keys;
}

bool is_section(const std::string& part, const Keys& keys) {
  return std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
    return upper_ascii(section_name(key.second)) == part;
  });
}

// Names with a meaning of their own, here, in the program or in its scripts.
bool reserved(std::string_view part) {
  static const std::vector<std::string_view> names = {"CONFIG",        "CPU",      "DEVICE_PLUGIN",
                                                      "LAUNCHED_RANK", "PRESET",   "PRESETS_DIR",
                                                      "SHARED",        "TORCH_DIR"};
  return std::find(names.begin(), names.end(), part) != names.end() ||
         part.substr(0, 4) == "LOG_" || part.substr(0, 5) == "TEST_";
}

// MLRUN_TRAIN_LR and MLRUN_LR: the section or more left out of a known name.
std::optional<std::string> with_parts_left_out(const std::string& part, const Keys& keys) {
  for (const auto& [name, path] : keys) {
    const std::string leaf = variable_part(leaf_name(path));
    if (part == leaf || part == upper_ascii(section_name(path)) + "_" + leaf) return name;
  }
  return std::nullopt;
}

std::optional<std::string> nearest_name(const std::string& part, const Keys& keys) {
  if (const auto name = with_parts_left_out(part, keys)) return name;
  std::vector<std::string> names = {"CONFIG", "PRESET", "PRESETS_DIR"};
  for (const auto& key : keys) names.push_back(key.first);
  return nearest(part, names);
}

}  // namespace

std::optional<std::string> variable(const Environment& environment, std::string_view name) {
  for (const auto& [key, value] : environment) {
    if (key == name) return value;
  }
  return std::nullopt;
}

Json json_or_string(const std::string& text) {
  try {
    return parse_json(text, "value", ErrorKind::kUsage);
  } catch (const Error&) {
    return text;
  }
}

ConfigLayer environment_layer(const Environment& environment, Mistakes& mistakes) {
  const Keys keys = known_keys();
  ConfigLayer layer;
  for (const auto& [name, value] : environment) {
    if (name.compare(0, kPrefix.size(), kPrefix) != 0) continue;
    const std::string part = name.substr(kPrefix.size());
    if (reserved(part)) continue;
    if (const auto key = keys.find(part); key != keys.end()) {
      layer.push_back({name, Json::object()});
      assign_field(layer.back().values, key->second, json_or_string(value));
      continue;
    }
    const auto near = nearest_name(part, keys);
    if (!near && !is_section(part.substr(0, part.find('_')), keys)) continue;
    std::string mistake = name + ": unknown key";
    if (near) mistake += "; did you mean \"" + std::string(kPrefix) + *near + "\"?";
    mistakes.push_back(std::move(mistake));
  }
  return layer;
}

Environment process_environment() {
  Environment pairs;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const size_t equals = text.find('=');
    if (equals != std::string::npos)
      pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return pairs;
}

}  // namespace mlrun
