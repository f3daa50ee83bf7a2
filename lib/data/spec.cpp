#include "data/spec.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "core/text.h"

namespace mlrun {
namespace {

constexpr std::array<std::string_view, 4> kTypes = {"numeric", "boolean", "datetime",
                                                    "categorical"};
constexpr std::array<std::string_view, 5> kRoles = {"feature", "target", "weight", "id", "ignore"};
constexpr std::array<std::string_view, 3> kTasks = {"regression", "binary", "multiclass"};

// The enumerator whose name stands under `key`.
template <class Enum, size_t n>
Enum read_enum(const Json& json, const std::string& key,
               const std::array<std::string_view, n>& names, const std::string& where,
               ErrorKind kind) {
  const auto text = json_get<std::string>(json, key, where, kind);
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) {
    const std::vector<std::string> known(names.begin(), names.end());
    throw Error(kind, where + ": key \"" + key + "\": expected one of " + join(known, ", ") +
                          ", got " + mlrun::quoted(text) + did_you_mean(text, known));
  }
  return static_cast<Enum>(found - names.begin());
}

void refuse_unknown(const Json& json, const std::vector<std::string>& known,
                    const std::string& where, ErrorKind kind) {
  if (!json.is_object()) throw Error(kind, where + ": expected an object");
  for (const auto& item : json.items()) {
    if (std::find(known.begin(), known.end(), item.key()) == known.end()) {
      throw Error(kind, where + ": unknown key " + mlrun::quoted(item.key()) +
                            did_you_mean(item.key(), known));
    }
  }
}

// Two equal texts cannot have one code each.
void check_levels(const ColumnSpec& column, const std::string& where, ErrorKind kind) {
  if (column.type == ColumnType::kBoolean && column.levels.size() != 2) {
    throw Error(kind, where + ": expected two levels for a boolean column, got " +
                          std::to_string(column.levels.size()));
  }
  std::unordered_set<std::string_view> seen;
  for (const auto& level : column.levels) {
    if (!seen.insert(level).second) {
      throw Error(kind, where + ": level " + mlrun::quoted(level) + " stands there twice");
    }
  }
}

ColumnSpec column_from_json(const Json& json, const std::string& where, ErrorKind kind) {
  refuse_unknown(json, {"name", "type", "role", "levels", "had_missing"}, where, kind);
  ColumnSpec column;
  column.name = json_get<std::string>(json, "name", where, kind);
  column.type = read_enum<ColumnType>(json, "type", kTypes, where, kind);
  column.role = read_enum<Role>(json, "role", kRoles, where, kind);
  if (json.contains("levels")) {
    column.levels = json_get<std::vector<std::string>>(json, "levels", where, kind);
  }
  if (json.contains("had_missing")) {
    column.had_missing = json_get<bool>(json, "had_missing", where, kind);
  }
  check_levels(column, where, kind);
  return column;
}

void check_names(const DataSpec& spec, const std::string& where, ErrorKind kind) {
  std::unordered_set<std::string_view> seen;
  for (size_t i = 0; i < spec.columns.size(); ++i) {
    const std::string& column = spec.columns[i].name;
    if (column.empty()) {
      throw Error(kind, where + ": column " + std::to_string(i + 1) + " has no name");
    }
    if (!seen.insert(column).second) {
      throw Error(kind, where + ": two columns are called " + mlrun::quoted(column));
    }
  }
}

void check_roles(const DataSpec& spec, const std::string& where, ErrorKind kind) {
  for (const Role role : {Role::kTarget, Role::kWeight}) {
    if (spec.with_role(role).size() > 1) {
      throw Error(kind, where + ": more than one column has the role " + std::string(name(role)));
    }
  }
  for (const size_t c : spec.with_role(Role::kWeight)) {
    if (spec.columns[c].type != ColumnType::kNumeric) {
      throw Error(kind, where + ": expected a numeric column as weight, got " +
                            std::string(name(spec.columns[c].type)));
    }
  }
}

// Task, classes and target tell the same story.
void check_task(const DataSpec& spec, const std::string& where, ErrorKind kind) {
  const auto position = spec.target();
  const std::string task(name(spec.task));
  const size_t classes = spec.classes.size();
  const bool suits = spec.task == Task::kRegression ? classes == 0
                     : spec.task == Task::kBinary   ? classes == 2
                                                    : classes > 2;
  if (!suits) {
    throw Error(kind,
                where + ": " + std::to_string(classes) + " classes do not suit the task " + task);
  }
  if (!position) return;
  const ColumnSpec& target = spec.columns[*position];
  const bool coded = target.type == ColumnType::kBoolean || target.type == ColumnType::kCategorical;
  if (spec.is_classification() ? !coded : target.type != ColumnType::kNumeric) {
    throw Error(kind, where + ": a target of type " + std::string(name(target.type)) +
                          " does not suit the task " + task);
  }
  if (spec.is_classification() && target.levels != spec.classes) {
    throw Error(kind, where + ": the levels of the target are not the classes");
  }
}

}  // namespace

std::string_view name(ColumnType type) { return kTypes[static_cast<size_t>(type)]; }
std::string_view name(Role role) { return kRoles[static_cast<size_t>(role)]; }
std::string_view name(Task task) { return kTasks[static_cast<size_t>(task)]; }

std::vector<std::string> DataSpec::default_missing() {
  return {"", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"};
}

std::optional<size_t> DataSpec::find(std::string_view wanted) const {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == wanted) return i;
  }
  return std::nullopt;
}

std::optional<size_t> DataSpec::target() const {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].role == Role::kTarget) return i;
  }
  return std::nullopt;
}

std::vector<size_t> DataSpec::with_role(Role role) const {
  std::vector<size_t> found;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].role == role) found.push_back(i);
  }
  return found;
}

Json to_json(const DataSpec& spec) {
  Json columns = Json::array();
  for (const auto& column : spec.columns) {
    Json json{{"name", column.name}, {"type", name(column.type)}, {"role", name(column.role)}};
    if (!column.levels.empty()) json["levels"] = column.levels;
    if (column.had_missing) json["had_missing"] = true;
    columns.push_back(std::move(json));
  }
  Json json{{"task", name(spec.task)}, {"missing", spec.missing}, {"columns", std::move(columns)}};
  if (!spec.classes.empty()) json["classes"] = spec.classes;
  return json;
}

DataSpec spec_from_json(const Json& json, const std::string& where, ErrorKind kind) {
  refuse_unknown(json, {"task", "missing", "columns", "classes"}, where, kind);
  DataSpec spec;
  spec.task = read_enum<Task>(json, "task", kTasks, where, kind);
  spec.missing = json_get<std::vector<std::string>>(json, "missing", where, kind);
  if (json.contains("classes")) {
    spec.classes = json_get<std::vector<std::string>>(json, "classes", where, kind);
  }
  const Json columns = json_get<Json>(json, "columns", where, kind);
  if (!columns.is_array()) throw Error(kind, where + ": key \"columns\": expected a list");
  for (size_t i = 0; i < columns.size(); ++i) {
    spec.columns.push_back(
        column_from_json(columns[i], where + ".columns[" + std::to_string(i) + "]", kind));
  }
  check_names(spec, where, kind);
  check_roles(spec, where, kind);
  check_task(spec, where, kind);
  return spec;
}

}  // namespace mlrun
