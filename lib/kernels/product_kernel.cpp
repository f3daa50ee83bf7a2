// Compiled once per instruction set, into a namespace of that name (CMakeLists.txt).
// docs/kernels.md derives the sizes.
#include "kernels/epilogues.h"
#include "kernels/product.h"
#include "kernels/vector.h"

#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

#ifndef MLRUN_INSTRUCTIONS
#define MLRUN_INSTRUCTIONS baseline
#endif

namespace mlrun {
namespace {

// Rows of a tile: as many as leave room in the registers (32 of AVX-512, else 16) for a panel's two
// columns of weights and a value.
constexpr size_t kTileRows = kLanes == 16 ? 12 : 6;
// Rows worked through while a panel is in the first cache.
constexpr size_t kBlockRows = 8 * kTileRows;
// Depth of a pass: its panel stays in the second cache beside the rows; a longer pass loads and
// stores the sums less often.
constexpr size_t kPass = 640;

#if defined(__AVX512BF16__)
// Rows and panels are words of two bf16 (kernels/bf16.h).
MLRUN_INLINE Floats spread(const float* word) {
  int bits;
  __builtin_memcpy(&bits, word, sizeof bits);
  return reinterpret_cast<Floats>(_mm512_set1_epi32(bits));
}
MLRUN_INLINE void add_product(Floats& sum, Floats value, Floats weights) {
  sum =
      _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(value), reinterpret_cast<__m512bh>(weights));
}
#else
MLRUN_INLINE Floats spread(const float* value) { return all(*value); }
MLRUN_INLINE void add_product(Floats& sum, Floats value, Floats weights) { sum += value * weights; }
#endif

// One pass over one tile. Sums start with `bias`, or with what stands in out when it is null.
struct Tile {
  const float* rows;
  size_t row_stride;
  size_t depth;
  const float* panel;
  const float* bias;
  float* out;
  size_t out_stride;
  Floats least;  // sums below become this
};

template <size_t kRows, size_t kColumns, bool kTransposed>
void add_tile(const Tile& tile) {
  Floats sums[kRows][kColumns];
#pragma GCC unroll 12
  for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
    for (size_t c = 0; c < kColumns; ++c) {
      const float* start = tile.bias != nullptr ? tile.bias : tile.out + r * tile.out_stride;
      sums[r][c] = load(start + c * kLanes);
    }
  }
  const float* panel = tile.panel;
  const size_t stride = tile.row_stride;
  // From one value of a row to the next, and from one row to the next.
  const size_t next_value = kTransposed ? stride : 1;
  const size_t next_row = kTransposed ? 1 : stride;
  // A pointer to every third row: with one for all, or one for each, registers for addresses run
  // out and are fetched from the stack in the loop.
  constexpr size_t kGroup = 3;
  const float* groups[(kRows + kGroup - 1) / kGroup];
#pragma GCC unroll 4
  for (size_t r = 0; r < kRows; r += kGroup) groups[r / kGroup] = tile.rows + r * next_row;
  for (size_t k = 0; k < tile.depth; ++k, panel += kColumns * kLanes) {
    Floats weights[kColumns];
#pragma GCC unroll 2
    for (size_t c = 0; c < kColumns; ++c) weights[c] = load(panel + c * kLanes);
#pragma GCC unroll 12
    for (size_t r = 0; r < kRows; ++r) {
      const Floats value = spread(groups[r / kGroup] + r % kGroup * next_row);
#pragma GCC unroll 2
      for (size_t c = 0; c < kColumns; ++c) add_product(sums[r][c], value, weights[c]);
    }
#pragma GCC unroll 4
    for (size_t r = 0; r < kRows; r += kGroup) {
      groups[r / kGroup] += next_value;
      asm("" : "+r"(groups[r / kGroup]));
    }
  }
#pragma GCC unroll 12
  for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
    for (size_t c = 0; c < kColumns; ++c) {
      const Floats sum = sums[r][c];
      store(tile.out + r * tile.out_stride + c * kLanes, sum < tile.least ? tile.least : sum);
    }
  }
}

// The tile of so many rows, 1 to kTileRows.
template <size_t kColumns, bool kTransposed, size_t kRows = kTileRows>
MLRUN_INLINE void add_rows(const Tile& tile, size_t count) {
  if (count >= kRows) {
    add_tile<kRows, kColumns, kTransposed>(tile);
  } else if constexpr (kRows > 1) {
    add_rows<kColumns, kTransposed, kRows - 1>(tile, count);
  }
}

// One pass of a block of rows: every panel once through the first cache.
template <bool kTransposed>
void add_pass(const Product& product, size_t first, size_t rows, size_t done, size_t depth) {
  const bool last = done + depth == product.depth;
  const bool relu = last && product.epilogue == Epilogue::kRelu;
  for (size_t column = 0; column < product.width; column += 2 * kLanes) {
    const bool narrow = product.width - column == kLanes;
    const size_t width = narrow ? kLanes : 2 * kLanes;
    for (size_t r = 0; r < rows; r += kTileRows) {
      const size_t row = first + r;
      const float* start = kTransposed ? product.rows + done * product.row_stride + row
                                       : product.rows + row * product.row_stride + done;
      const Tile tile = {start,
                         product.row_stride,
                         depth,
                         product.panels + column * product.depth + done * width,
                         done == 0 && product.bias != nullptr ? product.bias + column : nullptr,
                         product.out + row * product.out_stride + column,
                         product.out_stride,
                         all(relu ? 0.0f : -__builtin_inff())};
      const size_t count = rows - r < kTileRows ? rows - r : kTileRows;
      narrow ? add_rows<1, kTransposed>(tile, count) : add_rows<2, kTransposed>(tile, count);
    }
  }
}

void multiply(const Product& product) {
  for (size_t first = 0; first < product.count; first += kBlockRows) {
    const size_t rest = product.count - first;
    const size_t rows = rest < kBlockRows ? rest : kBlockRows;
    size_t done = 0;
    do {
      const size_t left = product.depth - done;
      const size_t depth = left < kPass ? left : kPass;
      product.transposed ? add_pass<true>(product, first, rows, done, depth)
                         : add_pass<false>(product, first, rows, done, depth);
      done += depth;
    } while (done < product.depth);
    for (size_t r = first; r < first + rows; ++r) {
      finish_row(product.out + r * product.out_stride, product.width, product.epilogue);
    }
  }
}

}  // namespace

namespace MLRUN_INSTRUCTIONS {
extern const ProductKernel kProduct;
const ProductKernel kProduct = {kLanes, &multiply};
}  // namespace MLRUN_INSTRUCTIONS

}  // namespace mlrun
