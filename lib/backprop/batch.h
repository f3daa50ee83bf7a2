#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace mlrun {

// The rows of a table that train, as they lie in memory.
struct BatchSource {
  const float* dense = nullptr;  // [rows, dense_width]
  size_t dense_width = 0;
  size_t code_width = 0;
  const int64_t* codes = nullptr;    // [rows, code_width], -1: unknown
  const float* numbers = nullptr;    // [rows]: targets of a regression
  const int64_t* classes = nullptr;  // [rows]: or classes
  const float* weights = nullptr;    // [rows], or null: all 1
};

// One batch: for each place its row, or a row for each member there, places one after the other.
struct BatchRows {
  const int64_t* rows = nullptr;
  size_t places = 0;
  bool per_member = false;
};

// The piecewise-linear encoding of each embedded input, [numeric, bins] (features/ple_bins.h):
// clamp(offset + slope x, low, high).
struct BinEdges {
  const float* slope = nullptr;
  const float* offset = nullptr;
  const float* low = nullptr;
  const float* high = nullptr;
};

// The loss of one row's logits and its gradient: writes [outputs], returns the loss. `number` or
// `label` is the row's target.
using RowLoss =
    std::function<double(const float* logits, float number, int64_t label, float* gradient)>;

}  // namespace mlrun
