#include "model/hidden_layers.h"

#include <ATen/ops/linear.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/types.h>

#include <algorithm>
#include <utility>

#include "device/own_kernels.h"
#include "model/factor_pieces.h"

namespace mlrun {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// 1 where a value is kept, [rows, columns] uint8; undefined: all are.
at::Tensor draw_kept(const at::Tensor& sums, double dropout) {
  if (dropout <= 0) return {};
  return at::empty(sums.sizes(), sums.options().dtype(at::kByte)).bernoulli_(1 - dropout);
}

// Of each layer the pieces of its input and of its weight are kept, and of the last its output.
class HiddenLayers : public torch::autograd::Function<HiddenLayers> {
 public:
  // Parameters: weight, bias, weight, bias, ...
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                            at::TensorList parameters, int64_t pieces, double dropout);
  static variable_list backward(AutogradContext* context, const variable_list& grads);
};

at::Tensor HiddenLayers::forward(AutogradContext* context, const at::Tensor& x,
                                 at::TensorList parameters, int64_t pieces, double dropout) {
  const LayerApi& api = *layer_api(x.device());
  const double scale = 1 / (1 - dropout);
  variable_list saved;
  FactorPieces input = FactorPieces::side_by_side(x, pieces);
  api.split(x, input.pieces, false);
  at::Tensor sums;
  for (size_t i = 0; i < parameters.size(); i += 2) {
    const at::Tensor& weight = parameters[i];
    const FactorPieces columns = FactorPieces::side_by_side(weight, pieces);
    const FactorPieces rows = FactorPieces::stacked(weight, pieces);
    api.split(weight, columns.pieces, true);
    api.split(weight, rows.pieces, true);
    sums = at::empty({x.size(0), weight.size(0)}, x.options());
    multiply_pieces(api, input.matrix, columns.matrix.t(), pieces, sums);
    saved.insert(saved.end(), {input.matrix, rows.matrix});
    const at::Tensor kept = draw_kept(sums, dropout);
    const bool last = i + 2 == parameters.size();
    if (!last) input = FactorPieces::side_by_side(sums, pieces);
    api.activate(sums, parameters[i + 1], kept, scale, last ? at::Tensor() : input.pieces,
                 last ? sums : at::Tensor());
  }
  saved.push_back(sums);
  context->save_for_backward(saved);
  context->saved_data["pieces"] = pieces;
  context->saved_data["scale"] = scale;
  context->saved_data["inputs"] = x.size(1);
  return sums;
}

variable_list HiddenLayers::backward(AutogradContext* context, const variable_list& grads) {
  const variable_list saved = context->get_saved_variables();
  const LayerApi& api = *layer_api(saved.back().device());
  const int64_t pieces = context->saved_data["pieces"].toInt();
  const double scale = context->saved_data["scale"].toDouble();
  const int64_t inputs = context->saved_data["inputs"].toInt();
  const size_t layers = saved.size() / 2;
  variable_list result(2 * layers + 3);  // x, the parameters, two plain values
  at::Tensor grad = grads[0].contiguous();
  at::Tensor y = saved.back();
  for (size_t i = layers; i-- > 0;) {
    const at::Tensor& input = saved[2 * i];
    const at::Tensor& rows = saved[2 * i + 1];
    const FactorPieces g = FactorPieces::side_by_side(grad, pieces);
    result[2 * i + 2] = api.descend(grad, y, scale, g.pieces).sum(0);
    const int64_t width = i == 0 ? inputs : input.size(1) / pieces;
    result[2 * i + 1] =
        multiply_transposed(api, g.matrix, input, pieces).narrow(1, 0, width).contiguous();
    if (i == 0 && !context->needs_input_grad(0)) break;
    grad = at::empty({grad.size(0), rows.size(1)}, grad.options());
    multiply_pieces(api, g.matrix, rows, pieces, grad);
    y = input.narrow(1, 0, width);
  }
  if (context->needs_input_grad(0)) result[0] = grad.narrow(1, 0, inputs);
  return result;
}

// The same by LibTorch, operation by operation.
at::Tensor one_by_one(at::Tensor x, const std::vector<HiddenLayer>& layers, double dropout) {
  for (const auto& layer : layers) {
    x = at::linear(x, layer.weight, layer.bias).relu_();
    const at::Tensor kept = draw_kept(x, dropout);
    if (kept.defined()) x = x * kept * (1 / (1 - dropout));
  }
  return x;
}

bool fits(const at::Tensor& x, const std::vector<HiddenLayer>& layers, double least_work) {
  constexpr int64_t kColumns = 8;
  constexpr uintptr_t kBytes = 16;
  double work = 0;
  for (const auto& layer : layers) {
    const auto address = reinterpret_cast<uintptr_t>(layer.bias.const_data_ptr());
    if (layer.weight.size(0) % kColumns != 0 || address % kBytes != 0) return false;
    work =
        std::max(work, static_cast<double>(x.size(0)) * static_cast<double>(layer.weight.numel()));
  }
  return x.numel() > 0 && work >= least_work;
}

}  // namespace

std::optional<at::Tensor> hidden_layers(const at::Tensor& x, const std::vector<HiddenLayer>& layers,
                                        double dropout) {
  const LayerApi* api = layer_api(x.device());
  const int64_t pieces = api == nullptr ? 0 : factor_pieces(x.device());
  if (pieces == 0 || layers.empty() || !fits(x, layers, api->least_work)) return std::nullopt;
  if (!OwnKernelsScope::open()) return one_by_one(x, layers, dropout);
  std::vector<at::Tensor> parameters;
  for (const auto& layer : layers) {
    parameters.insert(parameters.end(), {layer.weight, layer.bias});
  }
  return HiddenLayers::apply(x.to(at::kFloat).contiguous(), at::TensorList(parameters), pieces,
                             dropout);
}

}  // namespace mlrun
