#pragma once

#include <ATen/core/Tensor.h>

#include "device/layer_api.h"

namespace mlrun {

// A matrix as the sum of p bfloat16 matrices, its pieces (LayerApi), laid out so that one product
// does several pairs of them: x = x1 + x2 + x3, |x2| <= 2^-9 |x1|, |x3| <= 2^-9 |x2|.
struct FactorPieces {
  at::Tensor matrix;  // what products take
  at::Tensor pieces;  // [p, rows, columns'], what LayerApi fills; the same memory

  // columns' is columns rounded up to a multiple of 8, as the matrix units want it.
  static FactorPieces side_by_side(const at::Tensor& like, int64_t p);  // [rows, p columns']
  static FactorPieces stacked(const at::Tensor& like, int64_t p);       // [p rows, columns']
};

// out [m, n] = x y to the last bits of p pieces: x side by side [m, p k], y [p k, n] with the
// smallest piece first. Of the p^2 products of pieces those are left out that are smaller than
// x1 y1 by 2^-9p; the smallest are summed first (Henry, Tang and Heinecke 2019, section III).
void multiply_pieces(const LayerApi& api, const at::Tensor& x, const at::Tensor& y, int64_t p,
                     const at::Tensor& out);

// x^T y [a, b], likewise, of two matrices side by side, x [n, p a] and y [n, p b].
at::Tensor multiply_transposed(const LayerApi& api, const at::Tensor& x, const at::Tensor& y,
                               int64_t p);

}  // namespace mlrun
