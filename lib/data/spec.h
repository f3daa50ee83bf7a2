#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"

namespace mlrun {

enum class ColumnType { kNumeric, kBoolean, kDatetime, kCategorical };
enum class Role { kFeature, kTarget, kWeight, kId, kIgnore };
enum class Task { kRegression, kBinary, kMulticlass };

std::string_view name(ColumnType type);  // "numeric" "boolean" "datetime" "categorical"
std::string_view name(Role role);        // "feature" "target" "weight" "id" "ignore"
std::string_view name(Task task);        // "regression" "binary" "multiclass"

struct ColumnSpec {
  std::string name;
  ColumnType type = ColumnType::kNumeric;
  Role role = Role::kFeature;
  // Boolean and categorical: the known texts, code = position. Boolean: {false word, true word}.
  // Categorical features: ordered by byte value, so that they do not depend on row order.
  std::vector<std::string> levels;
  // Training rows had a missing cell here (--strict refuses a new one where this is false).
  bool had_missing = false;
};

// What the columns of a table mean. Everything predict needs to read a row; stored in the model.
struct DataSpec {
  std::vector<ColumnSpec> columns;  // in the order of the training file
  std::vector<std::string> missing = default_missing();
  Task task = Task::kRegression;
  // Classification: the target's levels, in class order (numbers ascending, else by byte value).
  std::vector<std::string> classes;

  static std::vector<std::string> default_missing();
  // Position of the column, nullopt when there is none of that name.
  std::optional<size_t> find(std::string_view name) const;
  // Position of the target column, nullopt for a spec without one.
  std::optional<size_t> target() const;
  // Positions of the columns of one role, in order.
  std::vector<size_t> with_role(Role role) const;
  bool is_classification() const { return task != Task::kRegression; }
};

Json to_json(const DataSpec& spec);
// Throws Error(kind) naming `where`, the key and what was expected; unknown keys are refused.
DataSpec spec_from_json(const Json& json, const std::string& where, ErrorKind kind);

}  // namespace mlrun
