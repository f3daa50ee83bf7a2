#pragma once

#include <string>
#include <vector>

#include "data/spec.h"

namespace mlrun {

// So many numeric features and a target; classes make it a classification.
inline DataSpec numeric_spec(int features, const std::vector<std::string>& classes = {}) {
  DataSpec spec;
  for (int i = 0; i < features; ++i) {
    spec.columns.push_back(
        {"x" + std::to_string(i), ColumnType::kNumeric, Role::kFeature, {}, false});
  }
  spec.columns.push_back({"y", ColumnType::kNumeric, Role::kTarget, {}, false});
  if (!classes.empty()) {
    spec.columns.back().type = ColumnType::kCategorical;
    spec.columns.back().levels = classes;
    spec.classes = classes;
    spec.task = classes.size() == 2 ? Task::kBinary : Task::kMulticlass;
  }
  return spec;
}

}  // namespace mlrun
