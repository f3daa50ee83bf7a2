// Compiled for the instruction set that multiplies bf16 (CMakeLists.txt), into its namespace.
#include <immintrin.h>

#include "kernels/bf16.h"
#include "kernels/vector.h"

#ifndef MLRUN_INSTRUCTIONS
#define MLRUN_INSTRUCTIONS avx512_bf16
#endif

namespace mlrun {

namespace MLRUN_INSTRUCTIONS {
extern const ProductKernel kProduct;  // product_kernel.cpp, of words
}

namespace {

using Halves = __m256i;  // 16 bf16

MLRUN_INLINE Halves rounded(Floats values) {
  return reinterpret_cast<Halves>(_mm512_cvtneps_pbh(values));
}

MLRUN_INLINE void store_words(float* words, __m512i values) {
  _mm512_storeu_si512(static_cast<void*>(words), values);
}

// Eight words of 16 values.
MLRUN_INLINE void round_16(Floats values, float* words) {
  const Halves halves = rounded(values);
  __builtin_memcpy(words, &halves, sizeof halves);
}

MLRUN_INLINE __m512i paired(Floats first, Floats second) {
  const __m512i low = _mm512_cvtepu16_epi32(rounded(first));
  const __m512i high = _mm512_cvtepu16_epi32(rounded(second));
  return _mm512_or_si512(low, _mm512_slli_epi32(high, 16));
}

void round(const float* values, size_t count, float* words) {
  for (size_t i = 0; i < count; i += kLanes) round_16(load(values + i), words + i / 2);
}

void pair(const float* first, const float* second, size_t count, float* words) {
  for (size_t i = 0; i < count; i += kLanes) {
    const Floats other = second != nullptr ? load(second + i) : all(0.0f);
    store_words(words + i, paired(load(first + i), other));
  }
}

// The values of one register that belong to columns there are; the others become 0.
MLRUN_INLINE Floats known(const float* from, size_t columns, float factor) {
  const auto mask = static_cast<__mmask16>(columns < kLanes ? (1U << columns) - 1 : 0xFFFFU);
  return _mm512_maskz_loadu_ps(mask, from) * factor;
}

void pack_rows(const float* rows, size_t stride, size_t depth, size_t columns, float* panels,
               float factor) {
  for (size_t first = 0; first < columns; first += 2 * kLanes) {
    const size_t left = columns - first;
    const size_t width = left > kLanes ? 2 * kLanes : kLanes;
    float* out = panels + first * half(depth);
    for (size_t k = 0; k < depth; k += 2, out += width) {
      const float* row = rows + k * stride + first;
      for (size_t c = 0; c < width; c += kLanes) {
        const Floats other = k + 1 < depth ? known(row + stride + c, left - c, factor) : all(0.0f);
        store_words(out + c, paired(known(row + c, left - c, factor), other));
      }
    }
  }
}

// 16 values of one column: its words go down the panel, one register's width or two apart.
MLRUN_INLINE void lay_down(const float* words, size_t count, size_t width, float* panel) {
  for (size_t i = 0; i < count; ++i) __builtin_memcpy(panel + i * width, words + i, sizeof(float));
}

void pack_columns(const float* columns_as_rows, size_t stride, size_t depth, size_t columns,
                  float* panels, float factor) {
  const size_t words = half(depth);
  for (size_t first = 0; first < columns; first += 2 * kLanes) {
    const size_t left = columns - first;
    const size_t width = left > kLanes ? 2 * kLanes : kLanes;
    float* panel = panels + first * words;
    for (size_t k = 0; k < depth; k += kLanes) {
      const size_t count = words - k / 2 < kLanes / 2 ? words - k / 2 : kLanes / 2;
      for (size_t c = 0; c < width; ++c) {
        float column[kLanes / 2] = {};
        if (c < left) {
          const float* from = columns_as_rows + (first + c) * stride + k;
          round_16(known(from, depth - k, factor), column);
        }
        lay_down(column, count, width, panel + k / 2 * width + c);
      }
    }
  }
}

void run(const Product& product) { MLRUN_INSTRUCTIONS::kProduct.run(product); }

}  // namespace

namespace MLRUN_INSTRUCTIONS {
extern const Bf16Kernel kBf16;
const Bf16Kernel kBf16 = {kLanes, &run, &round, &pair, &pack_rows, &pack_columns};
}  // namespace MLRUN_INSTRUCTIONS

}  // namespace mlrun
