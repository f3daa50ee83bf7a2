#pragma once

#include <string>
#include <vector>

#include "data/column_survey.h"
#include "data/spec.h"

namespace mlrun {

// Decides what is to be learned about the spec's target, and types it: numbers for regression;
// classes in order (numbers ascending, else by byte value) for classification. `task` is auto,
// regression or classification; what auto finds is told in a remark. Requires a target column.
// Throws Error(kData) when the values do not suit the task.
void choose_task(DataSpec& spec, const ColumnSurvey& seen, const std::string& task,
                 std::vector<std::string>& remarks);

}  // namespace mlrun
