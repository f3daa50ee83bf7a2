#pragma once

#include <cstddef>

#include "kernels/instructions.h"

namespace mlrun {

// What is done to a sum before it is stored. gelu is the exact one, with erf.
enum class Epilogue { kNone, kRelu, kGelu, kSilu, kTanh, kSelu, kMish };

// out[count, width] = epilogue(start + rows[count, depth] x panels). The weights are packed:
// columns in panels of twice the lanes (the last may have once the lanes), each panel [depth, its
// width]; the panel of column c begins at c * depth. PackedLayer packs.
struct Product {
  const float* rows = nullptr;
  size_t row_stride = 0;
  size_t count = 0;
  size_t depth = 0;
  const float* panels = nullptr;
  const float* bias = nullptr;  // [width]: where the sums start; null: with what stands in out
  float* out = nullptr;
  size_t out_stride = 0;
  size_t width = 0;  // a multiple of the lanes
  Epilogue epilogue = Epilogue::kNone;
  bool transposed = false;  // rows are columns: that of depth k stands at rows + k * row_stride
};

// Rows that a product works on at once: where all of them are 0 at a step of depth, as units behind
// a relu are for rows that are alike, the step costs nothing.
inline constexpr size_t kTileRows = 3;

// Products are summed in the order of depth, one after the other, each row by itself: a row's
// result is the same bits whatever rows stand beside it and however many they are.
struct ProductKernel {
  size_t lanes;  // floats in a register
  void (*run)(const Product& product);
};

// Requires host_has(instructions).
const ProductKernel& product_kernel(Instructions instructions);

}  // namespace mlrun
