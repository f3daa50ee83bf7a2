#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/bf16.h"

namespace mlrun::test {

// Skipped, visibly, where the processor does not multiply bf16.
inline const Bf16Kernel* bf16_here() { return bf16_kernel(host_instructions()); }

// The nearest number of 8 significant bits, ties to even, by the bits of a float.
inline float nearest_bf16(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  return std::bit_cast<float>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) & 0xFFFF0000U);
}

// The two numbers of a word, first the lower half.
inline float lower_half(float word) {
  return std::bit_cast<float>(std::bit_cast<uint32_t>(word) << 16U);
}
inline float upper_half(float word) {
  return std::bit_cast<float>(std::bit_cast<uint32_t>(word) & 0xFFFF0000U);
}

}  // namespace mlrun::test
