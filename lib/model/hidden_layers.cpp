#include "model/hidden_layers.h"

#include <ATen/ops/baddbmm.h>
#include <ATen/ops/linear.h>
#include <torch/types.h>

#include <algorithm>
#include <limits>

#include "device/own_kernels.h"
#include "model/layer_proof.h"
#include "model/stack_setting.h"

namespace mlrun {
namespace {

// The same by LibTorch, operation by operation.
at::Tensor one_by_one(const LayerApi& api, const LayerStack& stack, double dropout) {
  at::Tensor y = stack.factors.defined() ? stack.x * stack.factors : stack.x;
  for (const auto& layer : stack.layers) {
    y = at::linear(y, layer.weight, layer.bias).relu_();
    if (dropout > 0) y = y * api.draw_kept(y, dropout).view(y.sizes()) * (1 / (1 - dropout));
  }
  if (!stack.heads.weight.defined()) return y;
  const at::Tensor bias = stack.heads.bias.view({-1, 1, 1});
  return at::baddbmm(bias, y.transpose(0, 1), stack.heads.weight.unsqueeze(2)).transpose(0, 1);
}

int64_t rows_of(const LayerStack& stack) { return stack.x.size(0) * stack.members(); }

bool by_fours(const at::Tensor& values) {
  return values.is_contiguous() && begins_by_fours(values);
}

// Matrix units take pieces by eight.
bool fits(const LayerStack& stack) {
  constexpr int64_t kColumns = 8;
  for (const auto& layer : stack.layers) {
    if (layer.weight.size(0) % kColumns != 0) return false;
    if (!by_fours(layer.weight) || !by_fours(layer.bias)) return false;
  }
  if (stack.factors.defined() && !stack.factors.is_contiguous()) return false;
  if (stack.heads.weight.defined() && !by_fours(stack.heads.weight)) return false;
  return stack.x.numel() > 0 && !stack.layers.empty() &&
         rows_of(stack) <= std::numeric_limits<int32_t>::max();
}

// Of the largest layer.
double multiply_adds(const LayerStack& stack) {
  int64_t largest = 0;
  for (const auto& layer : stack.layers) largest = std::max(largest, layer.weight.numel());
  return static_cast<double>(rows_of(stack)) * static_cast<double>(largest);
}

}  // namespace

std::optional<at::Tensor> hidden_layers(LayerStack stack, double dropout) {
  const at::Device device = stack.x.device();
  const LayerApi* api = layer_api(device);
  if (api == nullptr || !fits(stack)) return std::nullopt;
  if (!OwnKernelsScope::open()) return one_by_one(*api, stack, dropout);
  const auto p = proven_pieces(*api, device, factor_pieces(*api, device, multiply_adds(stack)));
  if (!p) return one_by_one(*api, stack, dropout);
  constexpr int64_t kNumbers = 4;  // that kernels take at a time, whole ones too
  stack.x = stack.x.to(at::kFloat).contiguous();
  if (*p == 0 && stack.factors.defined() && stack.x.size(2) % kNumbers != 0) {
    stack.x = stack.x * stack.factors;
    stack.factors = at::Tensor();
  }
  return layers_at_once(*api, stack, *p, dropout);
}

}  // namespace mlrun
