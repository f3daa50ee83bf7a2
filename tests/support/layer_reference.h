#pragma once

#include <torch/types.h>

namespace mlrun::test {

// What LayerApi promises, by LibTorch's operations on any device.
inline void split_layer(const at::Tensor& values, const at::Tensor& pieces, bool reversed) {
  const torch::NoGradGuard no_grad;
  const int64_t count = pieces.size(0);
  pieces.zero_();
  at::Tensor rest = values;
  for (int64_t i = 0; i < count; ++i) {
    const at::Tensor piece = rest.to(at::kBFloat16);
    pieces.select(0, reversed ? count - 1 - i : i).narrow(1, 0, values.size(1)).copy_(piece);
    rest = rest - piece.to(at::kFloat);
  }
}

inline void activate_layer(const at::Tensor& sums, const at::Tensor& bias, const at::Tensor& kept,
                           double scale, const at::Tensor& pieces, const at::Tensor& values) {
  const torch::NoGradGuard no_grad;
  at::Tensor y = (sums + bias).relu();
  if (kept.defined()) y = y * kept;
  y = y * scale;
  if (values.defined()) {
    values.copy_(y);
  } else {
    split_layer(y, pieces, false);
  }
}

inline at::Tensor descend_layer(const at::Tensor& grad, const at::Tensor& y, double scale,
                                const at::Tensor& pieces) {
  const torch::NoGradGuard no_grad;
  const at::Tensor g = grad * (y > 0).to(at::kFloat) * scale;
  split_layer(g, pieces, false);
  return g.sum(0, true);
}

inline void product_of_pieces(const at::Tensor& a, const at::Tensor& b, const at::Tensor& out,
                              bool add) {
  const torch::NoGradGuard no_grad;
  const at::Tensor sum = a.to(at::kFloat).mm(b.to(at::kFloat));
  out.copy_(add ? out + sum : sum);
}

}  // namespace mlrun::test
