#pragma once

// The sums of a tile of a product in registers, for sources that are compiled once per instruction
// set.

#include "kernels/product.h"
#include "kernels/vector.h"

#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

namespace mlrun {
namespace {

// Depth of a pass: its panels stay in the second cache beside the rows; a longer pass loads and
// stores the sums less often.
inline constexpr size_t kPass = 640;

// One pass of a product: some steps of depth for a block of its rows.
struct Pass {
  const Product& product;
  size_t first;  // row
  size_t rows;
  size_t done;  // steps of the passes before
  size_t depth;

  const float* panel(size_t column, size_t width) const {
    return product.panels + column * product.depth + done * width;
  }
};

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

// Where the sums of a tile start and end.
struct Sums {
  Sums(const Pass& pass, size_t row, size_t column)
      : bias(pass.done == 0 && pass.product.bias != nullptr ? pass.product.bias + column : nullptr),
        out(pass.product.out + row * pass.product.out_stride + column),
        out_stride(pass.product.out_stride),
        least(all(ends_in_relu(pass) ? 0.0f : -__builtin_inff())) {}

  static bool ends_in_relu(const Pass& pass) {
    return pass.done + pass.depth == pass.product.depth && pass.product.epilogue == Epilogue::kRelu;
  }

  const float* bias;  // null: they start with what stands in out
  float* out;
  size_t out_stride;
  Floats least;  // sums below become this
};

template <size_t kRows, size_t kColumns>
MLRUN_INLINE void start(Floats (&sums)[kRows][kColumns], const Sums& at) {
#pragma GCC unroll 12
  for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (size_t c = 0; c < kColumns; ++c) {
      const float* from = at.bias != nullptr ? at.bias : at.out + r * at.out_stride;
      sums[r][c] = load(from + c * kLanes);
    }
  }
}

template <size_t kRows, size_t kColumns>
MLRUN_INLINE void finish(const Floats (&sums)[kRows][kColumns], const Sums& at) {
#pragma GCC unroll 12
  for (size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (size_t c = 0; c < kColumns; ++c) {
      const Floats sum = sums[r][c];
      store(at.out + r * at.out_stride + c * kLanes, sum < at.least ? at.least : sum);
    }
  }
}

}  // namespace
}  // namespace mlrun
