#pragma once

#include <string>
#include <vector>

#include "data/column_survey.h"
#include "data/spec.h"

namespace mlrun {

struct TaskWish {
  std::string task = "auto";   // auto | regression | classification
  bool pass_bad_rows = false;  // text in a target that else holds numbers makes bad rows
};

// Decides what is to be learned about the spec's target, and types it: numbers for regression;
// classes in order (numbers ascending, else by byte value) for classification. What auto finds is
// told in a remark. Requires a target column. Throws Error(kData) when the values do not suit the
// task.
void choose_task(DataSpec& spec, const ColumnSurvey& seen, const TaskWish& wish,
                 std::vector<std::string>& remarks);

}  // namespace mlrun
