#pragma once

#include <torch/types.h>

#include "device/layer_api.h"

namespace mlrun::test {

// What LayerApi promises, by LibTorch's operations on any device.
inline void split_matrix(const at::Tensor& values, const at::Tensor& pieces, bool right) {
  const torch::NoGradGuard no_grad;
  pieces.zero_();
  int64_t count = 1;
  while (count * (count + 1) / 2 < pieces.size(0)) ++count;
  at::Tensor rest = values;
  std::vector<at::Tensor> all;
  for (int64_t i = 0; i < count; ++i) {
    all.push_back(rest.to(at::kBFloat16));
    rest = rest - all.back().to(at::kFloat);
  }
  int64_t block = 0;
  for (int64_t group = count; group > 0; --group) {
    for (int64_t i = 0; i < group; ++i, ++block) {
      const at::Tensor& piece = all[static_cast<size_t>(right ? group - 1 - i : i)];
      pieces[block].narrow(1, 0, values.size(1)).copy_(piece);
    }
  }
}

inline void split_left_factor(const at::Tensor& values, const at::Tensor& pieces) {
  split_matrix(values, pieces, false);
}

inline void split_right_factor(const at::Tensor& values, const at::Tensor& one,
                               const at::Tensor& other) {
  split_matrix(values, one, true);
  if (other.defined()) split_matrix(values, other, true);
}

inline void store_matrix(const at::Tensor& values, const at::Tensor& matrix) {
  if (matrix.scalar_type() == at::kFloat) {
    matrix[0].copy_(values);
  } else {
    split_matrix(values, matrix, false);
  }
}

inline at::Tensor draw_kept_numbers(const at::Tensor& like, double dropout) {
  const int64_t columns = like.size(-1);
  const auto options = like.options().dtype(at::kByte).requires_grad(false);
  return at::empty({like.numel() / columns, columns}, options).bernoulli_(1 - dropout);
}

// With a mask instead of a draw.
inline void activate_with(const at::Tensor& sums, const at::Tensor& bias, const at::Tensor& kept,
                          double scale, const at::Tensor& matrix) {
  const torch::NoGradGuard no_grad;
  at::Tensor y = (sums + bias).relu();
  if (kept.defined()) y = y * kept;
  y = y * scale;
  store_matrix(y, matrix);
}

inline void activate_layer(const at::Tensor& sums, const at::Tensor& bias, double dropout,
                           const at::Tensor& matrix) {
  const at::Tensor kept = dropout > 0 ? draw_kept_numbers(sums, dropout) : at::Tensor();
  activate_with(sums, bias, kept, 1 / (1 - dropout), matrix);
}

inline at::Tensor descend_layer(const at::Tensor& grad, const at::Tensor& y, double scale,
                                const at::Tensor& matrix) {
  const torch::NoGradGuard no_grad;
  const at::Tensor g = grad.reshape(y.sizes()) * (y > 0).to(at::kFloat) * scale;
  store_matrix(g, matrix);
  return g.sum(0);
}

inline void product_of_pieces(const at::Tensor& a, const at::Tensor& b, const at::Tensor& out,
                              bool add) {
  const torch::NoGradGuard no_grad;
  const at::Tensor sum = a.to(at::kFloat).bmm(b.to(at::kFloat));
  out.copy_(add ? out + sum : sum);
}

}  // namespace mlrun::test
