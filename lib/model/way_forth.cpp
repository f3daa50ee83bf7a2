#include "model/way_forth.h"

#include <ATen/ops/empty.h>

#include <utility>

namespace mlrun {

WayForth::WayForth(const StackSetting& setting, LayerStack stack)
    : setting_(setting),
      api_(*setting.api),
      stack_(std::move(stack)),
      levels_(setting.layers, setting.p, stack_.x) {
  if (setting.factors) kept_.x = stack_.x;
  kept_.factors = stack_.factors;
  kept_.head_weight = stack_.heads.weight;
  kept_.levels = levels_.all();
}

at::Tensor WayForth::go() {
  if (setting_.p == 2) measure();
  input_ = first_input();
  for (int64_t i = 0; i < setting_.layers; ++i) go_through(i);
  if (!setting_.heads) return kept_.y;
  return api_.heads(kept_.y.flatten(0, 1), stack_.heads.weight, stack_.heads.bias);
}

void WayForth::measure() const {
  std::vector<at::Tensor> values = {stack_.x};
  std::vector<at::Tensor> levels = {setting_.factors ? levels_.x() : levels_.input(0)};
  const auto add = [&](const at::Tensor& value, const at::Tensor& level) {
    values.push_back(value);
    levels.push_back(level);
  };
  for (int64_t i = 0; i < setting_.layers; ++i) {
    add(layer(i).weight, levels_.weight(i));
    add(layer(i).bias, levels_.bias(i));
  }
  if (setting_.factors) add(stack_.factors, levels_.factors());
  if (setting_.heads) add(stack_.heads.weight, levels_.heads());
  api_.measure(values, levels);
}

FactorPieces WayForth::first_input() const {
  const at::Tensor& x = stack_.x;
  if (!setting_.factors && setting_.p == 0) {
    const at::Tensor rows = x.flatten(0, 1);
    return {rows, rows.unsqueeze(0), {}};
  }
  const int64_t rows = x.size(0) * setting_.members;
  FactorPieces input = FactorPieces::side_by_side(x, rows, setting_.inputs, setting_.p);
  if (setting_.factors) {
    api_.scale_members(
        x, stack_.factors, input.pieces,
        {.left = levels_.x(), .right = levels_.factors(), .added = {}, .out = levels_.input(0)});
  } else {
    api_.split_left(x.flatten(0, 1), input.pieces, levels_.input(0));
  }
  return input;
}

void WayForth::go_through(int64_t i) {
  const at::Tensor& weight = layer(i).weight;
  const int64_t width = weight.size(0);
  kept_.y = at::empty({stack_.x.size(0), setting_.members, width}, stack_.x.options());
  const at::Tensor sums = kept_.y.view({-1, width});
  multiply(api_, input_.matrix, split_weight(i).t(), sums);
  kept_.inputs.push_back(input_.pieces);
  const bool whole = i + 1 == setting_.layers || setting_.p == 0;
  input_ = whole ? FactorPieces{sums, sums.unsqueeze(0), {}}
                 : FactorPieces::side_by_side(sums, sums.size(0), width, setting_.p);
  api_.activate(sums, layer(i).bias, setting_.dropout, input_.pieces,
                {.left = levels_.input(i),
                 .right = levels_.weight(i),
                 .terms = weight.size(1),
                 .added = levels_.bias(i),
                 .out = whole ? at::Tensor() : levels_.input(i + 1)});
}

// Side by side for the way forward, and stacked for the way back, which is kept. A number of one
// piece, or whole, has the same memory both ways.
at::Tensor WayForth::split_weight(int64_t i) {
  const at::Tensor& weight = layer(i).weight;
  const int64_t p = setting_.p;
  if (p == 0) {
    kept_.weights.push_back(weight);
    return weight;
  }
  const auto forth = FactorPieces::side_by_side(weight, weight.size(0), weight.size(1), p);
  FactorPieces back;
  if (p > 1) back = FactorPieces::stacked(weight, weight.size(0), weight.size(1), p);
  api_.split_right(weight, forth.pieces, back.pieces, levels_.weight(i));
  kept_.weights.push_back(p > 1 ? back.matrix : forth.matrix);
  return forth.matrix;
}

}  // namespace mlrun
