#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "stack/table_rows.h"

namespace mlrun {

// The rows of a table that train, with their truths.
struct BatchSource {
  TableRows table;
  const float* numbers = nullptr;    // [rows]: targets of a regression
  const int64_t* classes = nullptr;  // [rows]: or classes
  const float* weights = nullptr;    // [rows], or null: all 1
};

// One batch: for each place its row, or a row for each member there, places one after the other.
struct BatchRows {
  const int64_t* rows = nullptr;
  size_t places = 0;
  bool per_member = false;
  double share = 1;  // what the batch's mean counts in the loss
};

// The loss of one row's logits and its gradient: writes [outputs], returns the loss. `number` or
// `label` is the row's target.
using RowLoss =
    std::function<double(const float* logits, float number, int64_t label, float* gradient)>;

}  // namespace mlrun
