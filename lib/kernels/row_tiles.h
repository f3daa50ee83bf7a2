#pragma once

// Products of rows whose values lie one after the other, for sources that are compiled once per
// instruction set. docs/kernels.md derives the sizes.

#include "kernels/squeezed_rows.h"
#include "kernels/tile_sums.h"

namespace mlrun {
namespace {

// Few rows, so that many steps are 0 in all of them, by as many panels side by side as leave room
// in the registers (32 of AVX-512, else 16).
inline constexpr size_t kTilePanels = kLanes == 16 ? 2 : 1;
// Tiles worked through while panels are in the first caches.
inline constexpr size_t kBlockTiles = 8;
using TileRows = SqueezedRows<kPass>;

// One pass over one tile: so many rows by so many panels of so many registers, `next_panel` floats
// from one to the next.
template <size_t kRows, size_t kPanels, size_t kRegisters>
MLRUN_APART void add_tile(const TileRows& rows, const float* panel, size_t next_panel,
                          const Sums& at) {
  constexpr size_t kColumns = kPanels * kRegisters;
  Floats sums[kRows][kColumns];
  start(sums, at);
  const float* values = rows.values;
  for (size_t i = 0; i < rows.count; ++i, ++values) {
    const float* step = panel + rows.steps[i] * kRegisters;
    Floats weights[kColumns];
#pragma GCC unroll 4
    for (size_t c = 0; c < kColumns; ++c) {
      weights[c] = load(step + c / kRegisters * next_panel + c % kRegisters * kLanes);
    }
#pragma GCC unroll 6
    for (size_t r = 0; r < kRows; ++r) {
      const Floats value = spread(values + r * TileRows::kStride);
#pragma GCC unroll 4
      for (size_t c = 0; c < kColumns; ++c) add_product(sums[r][c], value, weights[c]);
    }
  }
  finish(sums, at);
}

// The tile at a row and a column.
template <size_t kRows>
void add_tile(const Pass& pass, const TileRows& rows, size_t row, size_t column) {
  const Sums sums(pass, row, column);
  const size_t left = pass.product.width - column;
  if (left >= kTilePanels * 2 * kLanes) {
    const size_t next = 2 * kLanes * pass.product.depth;
    add_tile<kRows, kTilePanels, 2>(rows, pass.panel(column, 2 * kLanes), next, sums);
  } else if (left >= 2 * kLanes) {
    add_tile<kRows, 1, 2>(rows, pass.panel(column, 2 * kLanes), 0, sums);
  } else {
    add_tile<kRows, 1, 1>(rows, pass.panel(column, kLanes), 0, sums);
  }
}

// Calls work.template rows<R>() for R = count, 1 to kRows.
template <size_t kRows, class Work>
MLRUN_INLINE void with_rows(size_t count, const Work& work) {
  if constexpr (kRows > 1) {
    if (count < kRows) return with_rows<kRows - 1>(count, work);
  }
  work.template rows<kRows>();
}

struct SqueezeTile {
  const Pass& pass;
  size_t row;
  TileRows& out;
  template <size_t kRows>
  void rows() const {
    const Product& product = pass.product;
    squeeze<kRows>(product.rows + row * product.row_stride + pass.done, product.row_stride,
                   pass.depth, out);
  }
};

struct AddTile {
  const Pass& pass;
  const TileRows& squeezed;
  size_t row, column;
  template <size_t kRows>
  void rows() const {
    add_tile<kRows>(pass, squeezed, row, column);
  }
};

// One pass of at most kBlockTiles tiles of rows: panels once through the first caches.
MLRUN_APART inline void add_row_tiles(const Pass& pass) {
  TileRows tiles[kBlockTiles];
  for (size_t r = 0; r < pass.rows; r += kTileRows) {
    with_rows<kTileRows>(pass.rows - r, SqueezeTile{pass, pass.first + r, tiles[r / kTileRows]});
  }
  constexpr size_t kWhole = kTilePanels * 2 * kLanes;
  for (size_t column = 0; column < pass.product.width;) {
    for (size_t r = 0; r < pass.rows; r += kTileRows) {
      with_rows<kTileRows>(pass.rows - r,
                           AddTile{pass, tiles[r / kTileRows], pass.first + r, column});
    }
    const size_t left = pass.product.width - column;
    column += left >= kWhole ? kWhole : left >= 2 * kLanes ? 2 * kLanes : kLanes;
  }
}

}  // namespace
}  // namespace mlrun
