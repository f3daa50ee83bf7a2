#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "data/table.h"

namespace mlrun {

inline constexpr float kNoNumber = std::numeric_limits<float>::quiet_NaN();
inline constexpr double kNoMoment = std::numeric_limits<double>::quiet_NaN();

// Tables typed by hand, column by column.
class TableOf {
 public:
  TableOf& numeric(const std::string& name, std::vector<float> cells, Role role = Role::kFeature) {
    table_.rows = static_cast<int64_t>(cells.size());
    table_.spec.columns.push_back({name, ColumnType::kNumeric, role, {}, false});
    table_.columns.push_back({ColumnType::kNumeric, std::move(cells), {}, {}, {}});
    return *this;
  }
  TableOf& datetime(const std::string& name, std::vector<double> cells) {
    table_.rows = static_cast<int64_t>(cells.size());
    table_.spec.columns.push_back({name, ColumnType::kDatetime, Role::kFeature, {}, false});
    table_.columns.push_back({ColumnType::kDatetime, {}, std::move(cells), {}, {}});
    return *this;
  }
  TableOf& codes(const std::string& name, std::vector<std::string> levels,
                 std::vector<int32_t> cells, ColumnType type = ColumnType::kCategorical,
                 Role role = Role::kFeature) {
    table_.rows = static_cast<int64_t>(cells.size());
    table_.spec.columns.push_back({name, type, role, std::move(levels), false});
    table_.columns.push_back({type, {}, {}, std::move(cells), {}});
    return *this;
  }
  TableOf& classes(std::vector<std::string> names) {
    table_.spec.task = names.size() == 2 ? Task::kBinary : Task::kMulticlass;
    table_.spec.classes = std::move(names);
    return *this;
  }
  Table take() { return std::move(table_); }

 private:
  Table table_;
};

}  // namespace mlrun
