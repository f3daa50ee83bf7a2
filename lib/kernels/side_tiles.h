#pragma once

// Products of rows that lie side by side (Product::transposed), for sources that are compiled once
// per instruction set. docs/kernels.md derives the sizes.

#include "kernels/tile_sums.h"

namespace mlrun {
namespace {

// As many rows as leave room in the registers for a panel's two of weights and a value.
inline constexpr size_t kSideRows = kLanes == 16 ? 12 : 6;
// Rows worked through while a panel is in the first caches.
inline constexpr size_t kSideBlock = 8 * kSideRows;

// One pass over one tile: rows by a panel of so many registers.
template <size_t kRows, size_t kColumns>
MLRUN_APART void add_side_tile(const Pass& pass, size_t row, size_t column) {
  const Sums at(pass, row, column);
  Floats sums[kRows][kColumns];
  start(sums, at);
  const size_t stride = pass.product.row_stride;
  const float* values = pass.product.rows + pass.done * stride + row;
  const float* panel = pass.panel(column, kColumns * kLanes);
  for (size_t k = 0; k < pass.depth; ++k, panel += kColumns * kLanes, values += stride) {
    Floats weights[kColumns];
#pragma GCC unroll 2
    for (size_t c = 0; c < kColumns; ++c) weights[c] = load(panel + c * kLanes);
#pragma GCC unroll 12
    for (size_t r = 0; r < kRows; ++r) {
      const Floats value = spread(values + r);
#pragma GCC unroll 2
      for (size_t c = 0; c < kColumns; ++c) add_product(sums[r][c], value, weights[c]);
    }
  }
  finish(sums, at);
}

// The tile of so many rows, 1 to kRows.
template <size_t kColumns, size_t kRows = kSideRows>
MLRUN_INLINE void add_side_rows(const Pass& pass, size_t row, size_t column, size_t count) {
  if constexpr (kRows > 1) {
    if (count < kRows) return add_side_rows<kColumns, kRows - 1>(pass, row, column, count);
  }
  add_side_tile<kRows, kColumns>(pass, row, column);
}

// One pass of at most kSideBlock rows: every panel once through the first caches.
MLRUN_APART inline void add_side_tiles(const Pass& pass) {
  for (size_t column = 0; column < pass.product.width; column += 2 * kLanes) {
    const bool narrow = pass.product.width - column == kLanes;
    for (size_t r = 0; r < pass.rows; r += kSideRows) {
      const size_t row = pass.first + r;
      const size_t count = pass.rows - r;
      narrow ? add_side_rows<1>(pass, row, column, count)
             : add_side_rows<2>(pass, row, column, count);
    }
  }
}

}  // namespace
}  // namespace mlrun
