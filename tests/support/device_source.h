#pragma once

#include <c10/util/Half.h>

#include <algorithm>
#include <bit>
#include <cmath>

// What a compiler for the device brings along, so that a test can step through a device's source on
// the host, one thread after the other. A warp is one thread.
struct Place {
  unsigned x = 0, y = 0;
};
inline Place threadIdx, blockIdx, blockDim, gridDim;
inline constexpr int warpSize = 1;

struct float4 {
  float x, y, z, w;
};
struct ushort4 {
  unsigned short x, y, z, w;
};
struct uchar4 {
  unsigned char x, y, z, w;
};

inline unsigned __float_as_uint(float value) { return std::bit_cast<unsigned>(value); }
inline float __uint_as_float(unsigned bits) { return std::bit_cast<float>(bits); }
inline unsigned __umulhi(unsigned a, unsigned b) {
  return static_cast<unsigned>((static_cast<unsigned long long>(a) * b) >> 32U);
}
inline float __shfl_xor_sync(unsigned, float value, int) { return value; }
inline unsigned __reduce_max_sync(unsigned, unsigned value) { return value; }
inline unsigned atomicMax(unsigned* at, unsigned value) {
  const unsigned before = *at;
  *at = std::max(before, value);
  return before;
}
// Threads come in order: what the first of a block does comes before the others', what the last
// does behind them.
inline void __syncthreads() {}

inline unsigned short rounded_fp16(float value) {
  return c10::detail::fp16_ieee_from_fp32_value(value);
}
inline float widened_fp16(unsigned short half) {
  return c10::detail::fp16_ieee_to_fp32_value(half);
}

#define __device__
#define __global__ inline
#define __shared__ static
