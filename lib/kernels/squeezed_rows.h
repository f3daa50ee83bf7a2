#pragma once

// The rows of a tile without the steps of depth in which all of them are 0, as many are behind a
// relu; for sources that are compiled once per instruction set. docs/kernels.md derives what it is
// worth.

#include "kernels/product.h"
#include "kernels/vector.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace mlrun {
namespace {

template <size_t kMostDepth>
struct SqueezedRows {
  static constexpr size_t kStride = kMostDepth;  // from one row to the next
  size_t count;                                  // steps that are left
  unsigned steps[kMostDepth];                    // which they are, times the lanes
  float values[kTileRows * kMostDepth];
};

#if defined(__AVX512F__)
// rows [kRows, stride]; depth <= kStride, which is a multiple of the lanes.
template <size_t kRows, class Squeezed>
MLRUN_APART void squeeze(const float* rows, size_t stride, size_t depth, Squeezed& out) {
  constexpr Ints kPlaces = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  size_t count = 0;
  for (size_t k = 0; k < depth; k += kLanes) {
    const size_t left = depth - k;
    const auto there = static_cast<__mmask16>(left < kLanes ? (1U << left) - 1 : 0xFFFFU);
    __m512i values[kRows];
    __m512i any = _mm512_setzero_si512();
#pragma GCC unroll 3
    for (size_t r = 0; r < kRows; ++r) {
      values[r] = _mm512_maskz_loadu_epi32(there, rows + r * stride + k);
      any = _mm512_or_si512(any, values[r]);
    }
    const __mmask16 kept = _mm512_test_epi32_mask(any, any);
    const Ints steps = (kPlaces + static_cast<int>(k)) * static_cast<int>(kLanes);
    _mm512_storeu_si512(out.steps + count,
                        _mm512_maskz_compress_epi32(kept, reinterpret_cast<__m512i>(steps)));
#pragma GCC unroll 3
    for (size_t r = 0; r < kRows; ++r) {
      _mm512_storeu_si512(out.values + r * Squeezed::kStride + count,
                          _mm512_maskz_compress_epi32(kept, values[r]));
    }
    count += static_cast<size_t>(__builtin_popcount(kept));
  }
  out.count = count;
}
#else
// Takes one step over if any row is not 0 there; how many it took.
template <size_t kRows, class Squeezed>
MLRUN_INLINE size_t take_step(const float* rows, size_t stride, size_t k, size_t count,
                              Squeezed& out) {
  bool any = false;
#pragma GCC unroll 3
  for (size_t r = 0; r < kRows; ++r) {
    const float value = rows[r * stride + k];
    out.values[r * Squeezed::kStride + count] = value;
    any |= value != 0;
  }
  out.steps[count] = static_cast<unsigned>(k * kLanes);
  return any ? 1 : 0;
}

#if defined(__AVX2__)
// Of each byte, the places of its bits that are 1, the lowest first, 8 bits each.
struct BitPlaces {
  unsigned long long of[256] = {};
  constexpr BitPlaces() {
    for (unsigned byte = 0; byte < 256; ++byte) {
      unsigned count = 0;
      for (unsigned bit = 0; bit < 8; ++bit) {
        if ((byte >> bit & 1) != 0) of[byte] |= static_cast<unsigned long long>(bit) << 8 * count++;
      }
    }
  }
};
inline constexpr BitPlaces kBitPlaces;

template <size_t kRows, class Squeezed>
MLRUN_INLINE size_t take_steps(const float* rows, size_t stride, size_t k, size_t count,
                               Squeezed& out) {
  constexpr Ints kPlaces = {0, 1, 2, 3, 4, 5, 6, 7};
  Floats values[kRows];
  Ints any = {};
#pragma GCC unroll 3
  for (size_t r = 0; r < kRows; ++r) {
    values[r] = load(rows + r * stride + k);
    any |= values[r] != 0;
  }
  const int kept = _mm256_movemask_ps(reinterpret_cast<Floats>(any));
  const __m256i order =
      _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(static_cast<long long>(kBitPlaces.of[kept])));
  const Ints steps = (kPlaces + static_cast<int>(k)) * static_cast<int>(kLanes);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out.steps + count),
                      _mm256_permutevar8x32_epi32(reinterpret_cast<__m256i>(steps), order));
#pragma GCC unroll 3
  for (size_t r = 0; r < kRows; ++r) {
    store(out.values + r * Squeezed::kStride + count, _mm256_permutevar8x32_ps(values[r], order));
  }
  return static_cast<size_t>(__builtin_popcount(static_cast<unsigned>(kept)));
}
#else
template <size_t kRows, class Squeezed>
MLRUN_INLINE size_t take_steps(const float* rows, size_t stride, size_t k, size_t count,
                               Squeezed& out) {
  Ints any = {};
#pragma GCC unroll 3
  for (size_t r = 0; r < kRows; ++r) {
    const Floats values = load(rows + r * stride + k);
    store(out.values + r * Squeezed::kStride + count, values);
    any |= values != 0;
  }
  unsigned long long halves[2];
  __builtin_memcpy(halves, &any, sizeof halves);
  if ((halves[0] & halves[1]) == ~0ULL) {
    for (size_t i = 0; i < kLanes; ++i)
      out.steps[count + i] = static_cast<unsigned>((k + i) * kLanes);
    return kLanes;
  }
  size_t taken = 0;
  for (size_t i = 0; i < kLanes; ++i) {
    taken += take_step<kRows>(rows, stride, k + i, count + taken, out);
  }
  return taken;
}
#endif

template <size_t kRows, class Squeezed>
MLRUN_APART void squeeze(const float* rows, size_t stride, size_t depth, Squeezed& out) {
  size_t count = 0;
  size_t k = 0;
  for (; k + kLanes <= depth; k += kLanes) count += take_steps<kRows>(rows, stride, k, count, out);
  for (; k < depth; ++k) count += take_step<kRows>(rows, stride, k, count, out);
  out.count = count;
}
#endif

}  // namespace
}  // namespace mlrun
