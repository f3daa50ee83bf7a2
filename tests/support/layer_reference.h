#pragma once

#include <torch/types.h>

#include "device/layer_api.h"

namespace mlrun::test {

// What LayerApi promises, by LibTorch's operations on any device.

// 2^e, of int32.
inline at::Tensor power_of(const at::Tensor& e) { return ((e + 127) * (1 << 23)).view(at::kFloat); }

// The e by which a matrix of this level lies in fp16: 2^e bound is in [2^14, 2^15).
inline at::Tensor exponent_of(const at::Tensor& level) {
  return (141 - level[0].clone().view(at::kInt).floor_divide(1 << 23)).clamp(-60, 60).to(at::kInt);
}

inline void split_matrix(const at::Tensor& values, const at::Tensor& pieces, bool right,
                         const at::Tensor& level = {}) {
  const torch::NoGradGuard no_grad;
  pieces.zero_();
  int64_t count = 1;
  while (count * (count + 1) / 2 < pieces.size(0)) ++count;
  at::Tensor rest = level.defined() ? values * power_of(exponent_of(level)) : values;
  std::vector<at::Tensor> all;
  for (int64_t i = 0; i < count; ++i) {
    all.push_back(rest.to(pieces.scalar_type()));
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

inline void measure_levels(const std::vector<at::Tensor>& values,
                           const std::vector<at::Tensor>& levels) {
  const torch::NoGradGuard no_grad;
  for (size_t i = 0; i < values.size(); ++i) levels[i].copy_(values[i].abs().max().expand({2}));
}

inline void split_left_factor(const at::Tensor& values, const at::Tensor& pieces,
                              const at::Tensor& level) {
  split_matrix(values, pieces, false, level);
}

inline void split_right_factor(const at::Tensor& values, const at::Tensor& one,
                               const at::Tensor& other, const at::Tensor& level) {
  split_matrix(values, one, true, level);
  if (other.defined()) split_matrix(values, other, true, level);
}

// Sums of scaled factors as they would be of whole numbers.
inline at::Tensor unscaled(const at::Tensor& sums, const SumLevels& levels) {
  if (!levels.right.defined()) return sums;
  return sums * power_of(-exponent_of(levels.left) - exponent_of(levels.right));
}

inline void store_matrix(const at::Tensor& values, const at::Tensor& matrix,
                         const SumLevels& levels, double scale) {
  if (levels.out.defined()) {
    at::Tensor bound = levels.left[1];
    if (levels.right.defined()) bound = bound * (levels.right[1] * levels.terms);
    if (levels.added.defined()) bound = bound + levels.added[1];
    levels.out[0].copy_(bound * scale);
    levels.out[1].copy_(values.abs().max());
  }
  if (matrix.scalar_type() == at::kFloat) {
    matrix[0].copy_(values);
  } else {
    split_matrix(values, matrix, false, levels.out);
  }
}

inline at::Tensor draw_kept_numbers(const at::Tensor& like, double dropout) {
  const int64_t columns = like.size(-1);
  const auto options = like.options().dtype(at::kByte).requires_grad(false);
  return at::empty({like.numel() / columns, columns}, options).bernoulli_(1 - dropout);
}

// With a mask instead of a draw.
inline void activate_with(const at::Tensor& sums, const at::Tensor& bias, const at::Tensor& kept,
                          double scale, const at::Tensor& matrix, const SumLevels& levels = {}) {
  const torch::NoGradGuard no_grad;
  at::Tensor y = (unscaled(sums, levels) + bias).relu();
  if (kept.defined()) y = y * kept;
  store_matrix(y * scale, matrix, levels, scale);
}

inline void activate_layer(const at::Tensor& sums, const at::Tensor& bias, double dropout,
                           const at::Tensor& matrix, const SumLevels& levels) {
  const at::Tensor kept = dropout > 0 ? draw_kept_numbers(sums, dropout) : at::Tensor();
  activate_with(sums, bias, kept, 1 / (1 - dropout), matrix, levels);
}

inline at::Tensor descend_layer(const at::Tensor& grad, const at::Tensor& y, double scale,
                                const at::Tensor& matrix, const SumLevels& levels) {
  const torch::NoGradGuard no_grad;
  const at::Tensor whole = unscaled(grad.reshape(y.sizes()), levels);
  const at::Tensor g = whole * (y > 0).to(at::kFloat) * scale;
  store_matrix(g, matrix, levels, scale);
  return g.sum(0);
}

inline at::Tensor add_up_sums(const at::Tensor& sums, int64_t columns, const SumLevels& levels) {
  const torch::NoGradGuard no_grad;
  return unscaled(sums.sum(0), levels).narrow(1, 0, columns).contiguous();
}

inline void product_of_pieces(const at::Tensor& a, const at::Tensor& b, const at::Tensor& out,
                              bool add) {
  const torch::NoGradGuard no_grad;
  const at::Tensor sum = a.to(at::kFloat).bmm(b.to(at::kFloat));
  out.copy_(add ? out + sum : sum);
}

inline void scale_members_rows(const at::Tensor& x, const at::Tensor& factors,
                               const at::Tensor& matrix, const SumLevels& levels) {
  const torch::NoGradGuard no_grad;
  store_matrix((x * factors).flatten(0, 1), matrix, levels, 1);
}

inline MemberGradients gather_member_rows(const at::Tensor& grad, const at::Tensor& x,
                                          const at::Tensor& factors, bool of_x,
                                          const SumLevels& levels) {
  const torch::NoGradGuard no_grad;
  const at::Tensor whole = unscaled(grad, levels).narrow(1, 0, x.size(2));
  const at::Tensor by_member = whole.reshape({x.size(0), factors.size(0), x.size(2)});
  const at::Tensor of_rows = by_member * factors;
  return {of_x ? (x.size(1) == 1 ? of_rows.sum(1, true) : of_rows) : at::Tensor(),
          (by_member * x).sum(0)};
}

inline at::Tensor heads_of_members(const at::Tensor& y, const at::Tensor& weight,
                                   const at::Tensor& bias) {
  const torch::NoGradGuard no_grad;
  const at::Tensor by_member = y.view({-1, weight.size(0), y.size(1)});
  return (by_member * weight).sum(2, true) + bias.unsqueeze(1);
}

inline HeadGradients descend_member_heads(const at::Tensor& grad, const at::Tensor& weight,
                                          const at::Tensor& y, double scale,
                                          const at::Tensor& matrix, const SumLevels& levels) {
  const torch::NoGradGuard no_grad;
  const at::Tensor by_member = grad.view({-1, weight.size(0), 1});
  const at::Tensor g = (by_member * weight).view_as(y) * (y > 0).to(at::kFloat) * scale;
  store_matrix(g, matrix, levels, scale);
  return {g.sum(0), (y.view({by_member.size(0), weight.size(0), -1}) * by_member).sum(0)};
}

// All of it but what knows a device.
inline LayerApi reference_layers() {
  return {nullptr,
          nullptr,
          &measure_levels,
          &split_left_factor,
          &split_right_factor,
          &draw_kept_numbers,
          &activate_layer,
          &descend_layer,
          &product_of_pieces,
          &add_up_sums,
          &scale_members_rows,
          &gather_member_rows,
          &heads_of_members,
          &descend_member_heads};
}

}  // namespace mlrun::test
