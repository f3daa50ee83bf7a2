#pragma once

#include <cstddef>

#include "kernels/product.h"

namespace mlrun {

// Products of bf16 numbers (the upper 16 bits of a float, rounded to the nearest, ties to even)
// with sums in fp32. The processor takes two steps of depth at once, so numbers come in words of
// two, the first in the lower half; a word lies where a float would. An odd depth is filled up
// with 0.
struct Bf16Kernel {
  size_t lanes;  // words in a register
  // Rows and panels of the product are words and its depth counts words; bias and out are floats.
  void (*run)(const Product& product);
  // words[i] = values 2i and 2i + 1. A count of floats, a multiple of 16.
  void (*round)(const float* values, size_t count, float* words);
  // words[i] = first[i] and second[i]; second null: 0. A count of words, a multiple of 16.
  void (*pair)(const float* first, const float* second, size_t count, float* words);
  // As pack_rows and pack_columns (kernels/panels.h) but panels of words, [half(depth) x width].
  // Rows are filled up to a multiple of 16 floats by finite values.
  void (*pack_rows)(const float* rows, size_t stride, size_t depth, size_t columns, float* panels,
                    float factor);
  void (*pack_columns)(const float* columns_as_rows, size_t stride, size_t depth, size_t columns,
                       float* panels, float factor);
};

// Words that hold so many numbers.
constexpr size_t half(size_t count) { return (count + 1) / 2; }

// Null where the set has none. Requires host_has(instructions).
const Bf16Kernel* bf16_kernel(Instructions instructions);

}  // namespace mlrun
