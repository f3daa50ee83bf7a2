#pragma once

// Products of rows whose values lie one after the other, for sources that are compiled once per
// instruction set. docs/kernels.md derives the sizes.

#include "kernels/squeezed_rows.h"
#include "kernels/tile_sums.h"

namespace mlrun {
namespace {

// Few rows, so that many steps are 0 in all of them, by as many registers side by side as there is
// room for (32 of AVX-512, else 16; the baseline wants one more for what it multiplies).
inline constexpr size_t kTileRegisters = kLanes == 16 ? 8 : kLanes == 8 ? 4 : 2;
// Tiles worked through while panels are in the first caches.
inline constexpr size_t kBlockTiles = 16;
using TileRows = SqueezedRows<kPass>;

// Registers of the next tile where so many columns are left.
constexpr size_t tile_registers(size_t columns) {
  size_t registers = kTileRegisters;
  while (registers * kLanes > columns) registers /= 2;
  return registers;
}

// One pass over one tile: so many rows by so many registers. panel: its first, `next_panel` floats
// before the next.
template <size_t kRows, size_t kRegisters>
MLRUN_APART void add_tile(const TileRows& rows, const float* panel, size_t next_panel,
                          const Sums& at) {
  constexpr size_t kOfPanel = kRegisters > 1 ? 2 : 1;
  Floats sums[kRows][kRegisters];
  start(sums, at);
  const float* values = rows.values;
  for (size_t i = 0; i < rows.count; ++i, ++values) {
    const float* step = panel + rows.steps[i] * kOfPanel;
    Floats spreads[kRows];
#pragma GCC unroll 3
    for (size_t r = 0; r < kRows; ++r) spreads[r] = spread(values + r * TileRows::kStride);
#pragma GCC unroll 8
    for (size_t c = 0; c < kRegisters; ++c) {
      const Floats weights = load(step + c / kOfPanel * next_panel + c % kOfPanel * kLanes);
#pragma GCC unroll 3
      for (size_t r = 0; r < kRows; ++r) add_product(sums[r][c], spreads[r], weights);
    }
  }
  finish(sums, at);
}

// The tile at a row and a column, of tile_registers(the columns left).
template <size_t kRows, size_t kRegisters = kTileRegisters>
void add_tile(const Pass& pass, const TileRows& rows, size_t row, size_t column, size_t registers) {
  if constexpr (kRegisters > 1) {
    if (registers < kRegisters) {
      return add_tile<kRows, kRegisters / 2>(pass, rows, row, column, registers);
    }
  }
  const float* panel = pass.panel(column, (kRegisters > 1 ? 2 : 1) * kLanes);
  const size_t next_panel = 2 * kLanes * pass.product.depth;
  add_tile<kRows, kRegisters>(rows, panel, next_panel, Sums(pass, row, column));
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
  size_t row, column, registers;
  template <size_t kRows>
  void rows() const {
    add_tile<kRows>(pass, squeezed, row, column, registers);
  }
};

// One pass of at most kBlockTiles tiles of rows: panels once through the first caches.
MLRUN_APART inline void add_row_tiles(const Pass& pass) {
  TileRows tiles[kBlockTiles];
  for (size_t r = 0; r < pass.rows; r += kTileRows) {
    with_rows<kTileRows>(pass.rows - r, SqueezeTile{pass, pass.first + r, tiles[r / kTileRows]});
  }
  for (size_t column = 0; column < pass.product.width;) {
    const size_t registers = tile_registers(pass.product.width - column);
    for (size_t r = 0; r < pass.rows; r += kTileRows) {
      with_rows<kTileRows>(pass.rows - r,
                           AddTile{pass, tiles[r / kTileRows], pass.first + r, column, registers});
    }
    column += registers * kLanes;
  }
}

}  // namespace
}  // namespace mlrun
