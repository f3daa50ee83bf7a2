#pragma once

#include <ATen/core/Tensor.h>

#include "device/layer_api.h"

namespace mlrun {

// A matrix in pieces (LayerApi), laid out so that one product does all pairs of pieces that count.
// p = 0: as it is, fp32.
struct FactorPieces {
  at::Tensor matrix;  // what products take
  at::Tensor pieces;  // [blocks, rows, columns'], what LayerApi fills; the same memory
  at::Tensor level;   // by which pieces of fp16 are scaled; undefined for others

  // [rows, blocks * columns'] on the device of `like`, blocks = p (p + 1) / 2, or 1; columns' is
  // columns rounded up to a multiple of 8, as the matrix units want it, or columns where p = 0. No
  // level.
  static FactorPieces side_by_side(const at::Tensor& like, int64_t rows, int64_t columns,
                                   int64_t p);
  // [blocks * rows, columns'].
  static FactorPieces stacked(const at::Tensor& like, int64_t rows, int64_t columns, int64_t p);
};

// out [m, n] fp32 = x y 2^(e_x + e_y) as the levels say: a left factor side by side and a right
// one, stacked or side by side and transposed. Of the products of pieces those are left out that
// are smaller than x1 y1 by 2^-8p or more; the smallest are summed first (Henry, Tang and Heinecke
// 2019, section III).
void multiply(const LayerApi& api, const at::Tensor& x, const at::Tensor& y, const at::Tensor& out);

// The first columns of x^T y, of two left factors of p pieces each, [.., n, a] and [.., n, b]; what
// scales them is taken out again. Matrix units cut the sums that they go on with instead of
// rounding them, so x1^T y1 is summed over about a thousand rows at a time, and these sums in fp32.
at::Tensor multiply_transposed(const LayerApi& api, const FactorPieces& x, const FactorPieces& y,
                               int64_t p, int64_t columns);

}  // namespace mlrun
