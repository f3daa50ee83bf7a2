#pragma once

#include <cstddef>
#include <cstdint>

namespace mlrun {

// Rows of a table as they lie in memory.
struct TableRows {
  const float* dense = nullptr;  // [rows, dense_width]
  size_t dense_width = 0;
  const int32_t* codes = nullptr;  // [rows, code_width], -1: unknown
  size_t code_width = 0;

  const float* dense_row(int64_t row) const {
    return dense + static_cast<size_t>(row) * dense_width;
  }
  const int32_t* code_row(int64_t row) const {
    return codes + static_cast<size_t>(row) * code_width;
  }
};

// The piecewise-linear encoding of each embedded input, [numeric, bins] (features/ple_bins.h):
// clamp(offset + slope x, low, high).
struct BinEdges {
  const float* slope = nullptr;
  const float* offset = nullptr;
  const float* low = nullptr;
  const float* high = nullptr;
};

}  // namespace mlrun
