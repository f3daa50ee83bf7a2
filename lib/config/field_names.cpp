#include "config/field_names.h"

#include <algorithm>
#include <utility>

#include "core/text.h"

namespace mlrun {
namespace {

void append_paths(const Json& object, const std::string& prefix, std::vector<std::string>& paths) {
  for (const auto& item : object.items()) {
    if (item.value().is_object()) {
      append_paths(item.value(), prefix + item.key() + ".", paths);
    } else {
      paths.push_back(prefix + item.key());
    }
  }
}

std::string suggestion(const std::string& path) { return "; did you mean \"" + path + "\"?"; }

// Two fields of one name ("type") would make the answer a guess, unless they share the section.
std::string same_leaf(std::string_view path, const std::vector<std::string>& known) {
  std::vector<std::string> all;
  std::vector<std::string> here;
  for (const std::string& candidate : known) {
    if (leaf_name(candidate) != leaf_name(path)) continue;
    all.push_back(candidate);
    if (section_name(candidate) == section_name(path)) here.push_back(candidate);
  }
  if (here.size() == 1) return here.front();
  return all.size() == 1 ? all.front() : "";
}

}  // namespace

std::vector<std::string> field_paths(const Json& object) {
  std::vector<std::string> paths;
  append_paths(object, "", paths);
  return paths;
}

const Json& field_at(const Json& object, std::string_view path) {
  const Json* at = &object;
  for (const std::string_view name : split(path, '.')) at = &at->at(std::string(name));
  return *at;
}

void assign_field(Json& object, std::string_view path, Json value) {
  Json* at = &object;
  for (const std::string_view name : split(path, '.')) {
    if (!at->is_object()) *at = Json::object();
    at = &(*at)[std::string(name)];
  }
  *at = std::move(value);
}

std::string did_you_mean_field(std::string_view path, const std::vector<std::string>& known) {
  const std::string same = same_leaf(path, known);
  if (!same.empty()) return suggestion(same);
  if (const auto near = nearest(path, known)) return suggestion(*near);
  std::vector<std::string> leaves;
  for (const std::string& candidate : known) leaves.push_back(leaf_name(candidate));
  const auto near = nearest(leaf_name(path), leaves);
  if (!near || std::count(leaves.begin(), leaves.end(), *near) != 1) return "";
  const auto at = std::find(leaves.begin(), leaves.end(), *near) - leaves.begin();
  return suggestion(known[static_cast<size_t>(at)]);
}

std::string leaf_name(std::string_view path) {
  const size_t dot = path.rfind('.');
  return std::string(dot == std::string_view::npos ? path : path.substr(dot + 1));
}

std::string section_name(std::string_view path) {
  return std::string(path.substr(0, path.find('.')));
}

}  // namespace mlrun
