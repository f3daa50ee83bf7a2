#include "model/way_back.h"

#include <ATen/ops/empty.h>

#include <utility>

namespace mlrun {
namespace {

// The kernels read four numbers at a time, and look for the largest in memory's order.
at::Tensor by_fours(const at::Tensor& grad) {
  constexpr int64_t kNumbers = 4;
  const bool fits = grad.is_non_overlapping_and_dense() && grad.stride(2) == 1 &&
                    grad.stride(0) % kNumbers == 0 && grad.stride(1) % kNumbers == 0 &&
                    begins_by_fours(grad);
  return fits ? grad : grad.clone(at::MemoryFormat::Contiguous);
}

}  // namespace

WayBack::WayBack(const StackSetting& setting, KeptTensors kept)
    : setting_(setting),
      api_(*setting.api),
      kept_(std::move(kept)),
      levels_(setting.layers, kept_.levels),
      scale_(1 / (1 - setting.dropout)) {
  result_.layers.resize(static_cast<size_t>(setting.layers));
}

StackGradients WayBack::go(const at::Tensor& grad, bool of_x) {
  FactorPieces g = begin(grad);
  for (int64_t i = last();; --i) {
    const auto at = static_cast<size_t>(i);
    const FactorPieces input{{}, kept_.inputs[at], levels_.input(i)};
    const int64_t inputs = i == 0 ? setting_.inputs : input.pieces.size(2);
    result_.layers[at].weight = multiply_transposed(api_, g, input, setting_.p, inputs);
    if (i > 0 || of_x || setting_.factors) through_product(i, g);
    if (i == 0) break;
    g = through_relu(i - 1, {.left = levels_.gradient(i),
                             .right = levels_.weight(i),
                             .terms = g.pieces.size(2),
                             .added = {},
                             .out = {}});
  }
  end(of_x);
  return std::move(result_);
}

FactorPieces WayBack::gradient_like(const at::Tensor& y, int64_t layer) const {
  FactorPieces g = FactorPieces::side_by_side(kept_.y, y.size(0), y.size(1), setting_.p);
  g.level = levels_.gradient(layer);
  return g;
}

// [rows, width], or its first piece.
at::Tensor WayBack::output_of(int64_t layer) const {
  return layer == last() ? kept_.y.flatten(0, 1) : kept_.inputs[static_cast<size_t>(layer + 1)][0];
}

// The gradient of the last layer's sums.
FactorPieces WayBack::begin(const at::Tensor& grad) {
  if (setting_.heads) return through_heads(grad.contiguous());
  grad_ = by_fours(grad);
  if (setting_.p == 2) api_.measure({grad_}, {levels_.incoming()});
  return through_relu(last(), {.left = levels_.incoming(), .right = {}, .added = {}, .out = {}});
}

FactorPieces WayBack::through_heads(const at::Tensor& grad) {
  if (setting_.p == 2) api_.measure({grad}, {levels_.incoming()});
  const at::Tensor y = output_of(last());
  FactorPieces g = gradient_like(y, last());
  const HeadGradients all = api_.descend_heads(
      grad.view({-1}), kept_.head_weight, y, scale_, g.pieces,
      {.left = levels_.incoming(), .right = levels_.heads(), .added = {}, .out = g.level});
  result_.layers.back().bias = all.sums;
  result_.heads = {all.weight, grad.view({-1, setting_.members}).sum(0)};
  return g;
}

// The gradient of a layer's sums by that of its output, and of its bias.
FactorPieces WayBack::through_relu(int64_t layer, const SumLevels& of_grad) {
  const at::Tensor y = output_of(layer);
  FactorPieces g = gradient_like(y, layer);
  SumLevels levels = of_grad;
  levels.out = g.level;
  result_.layers[static_cast<size_t>(layer)].bias =
      api_.descend(grad_, y, scale_, g.pieces, levels);
  return g;
}

// The gradient of a layer's input, scaled still.
void WayBack::through_product(int64_t layer, const FactorPieces& g) {
  const at::Tensor& weight = kept_.weights[static_cast<size_t>(layer)];
  const int64_t columns = weight.size(1);
  grad_ = at::empty({kept_.y.size(0), kept_.y.size(1), columns}, kept_.y.options());
  multiply(api_, g.matrix, weight, grad_.view({-1, columns}));
}

// x and the factors.
void WayBack::end(bool of_x) {
  const SumLevels levels{
      .left = levels_.gradient(0), .right = levels_.weight(0), .added = {}, .out = {}};
  if (setting_.factors) {
    const MemberGradients all =
        api_.gather_members(grad_.flatten(0, 1), kept_.x, kept_.factors, of_x, levels);
    result_.x = all.x;
    result_.factors = all.factors;
  } else if (of_x && setting_.p == 2) {
    result_.x = api_.add_up(grad_.view({1, -1, grad_.size(2)}), setting_.inputs, levels)
                    .view({grad_.size(0), grad_.size(1), setting_.inputs});
  } else if (of_x) {
    result_.x = grad_.narrow(2, 0, setting_.inputs);
  }
}

}  // namespace mlrun
