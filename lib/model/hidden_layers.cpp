#include "model/hidden_layers.h"

#include <ATen/ops/linear.h>
#include <torch/types.h>

#include <algorithm>
#include <limits>

#include "device/own_kernels.h"
#include "model/layer_proof.h"
#include "model/layers_at_once.h"

namespace mlrun {
namespace {

// The same by LibTorch, operation by operation.
at::Tensor one_by_one(const LayerApi& api, at::Tensor x, const std::vector<HiddenLayer>& layers,
                      double dropout) {
  for (const auto& layer : layers) {
    x = at::linear(x, layer.weight, layer.bias).relu_();
    if (dropout > 0) x = x * api.draw_kept(x, dropout).view(x.sizes()) * (1 / (1 - dropout));
  }
  return x;
}

int64_t rows_of(const at::Tensor& x) { return x.size(0) * x.size(1); }

// Kernels take numbers by four, matrix units pieces by eight.
bool fits(const at::Tensor& x, const std::vector<HiddenLayer>& layers) {
  constexpr int64_t kColumns = 8;
  constexpr uintptr_t kBytes = 16;
  for (const auto& layer : layers) {
    const auto address = reinterpret_cast<uintptr_t>(layer.bias.const_data_ptr());
    if (layer.weight.size(0) % kColumns != 0 || address % kBytes != 0) return false;
  }
  return x.numel() > 0 && !layers.empty() && rows_of(x) <= std::numeric_limits<int32_t>::max();
}

// Of the largest layer.
double multiply_adds(const at::Tensor& x, const std::vector<HiddenLayer>& layers) {
  int64_t largest = 0;
  for (const auto& layer : layers) largest = std::max(largest, layer.weight.numel());
  return static_cast<double>(rows_of(x)) * static_cast<double>(largest);
}

}  // namespace

std::optional<at::Tensor> hidden_layers(const at::Tensor& x, const std::vector<HiddenLayer>& layers,
                                        double dropout) {
  const LayerApi* api = layer_api(x.device());
  if (api == nullptr || !fits(x, layers)) return std::nullopt;
  if (!OwnKernelsScope::open()) return one_by_one(*api, x, layers, dropout);
  const auto p =
      proven_pieces(*api, x.device(), factor_pieces(*api, x.device(), multiply_adds(x, layers)));
  if (!p) return one_by_one(*api, x, layers, dropout);
  std::vector<at::Tensor> parameters;
  for (const auto& layer : layers) {
    parameters.insert(parameters.end(), {layer.weight, layer.bias});
  }
  return layers_at_once(*api, x.to(at::kFloat).contiguous(), parameters, *p, dropout);
}

}  // namespace mlrun
