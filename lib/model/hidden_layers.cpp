#include "model/hidden_layers.h"

#include <ATen/ops/linear.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/types.h>

#include <algorithm>
#include <limits>

#include "device/own_kernels.h"
#include "model/factor_pieces.h"

namespace mlrun {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Of each layer its input and its weight are kept in pieces, and of the last its output.
class HiddenLayers : public torch::autograd::Function<HiddenLayers> {
 public:
  // x [n, m, in]; parameters: weight, bias, weight, bias, ...
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                            at::TensorList parameters, int64_t pieces, double dropout);
  static variable_list backward(AutogradContext* context, const variable_list& grads);
};

struct Weight {
  FactorPieces forth;  // side by side
  FactorPieces back;   // stacked
};

// A number of one piece, or whole, has the same memory both ways.
Weight split_weight(const LayerApi& api, const at::Tensor& weight, int64_t pieces) {
  if (pieces == 0) return {{weight, {}}, {weight, {}}};
  Weight split{FactorPieces::side_by_side(weight, pieces), {}};
  split.back = pieces == 1 ? split.forth : FactorPieces::stacked(weight, pieces);
  api.split_right(weight, split.forth.pieces, pieces == 1 ? at::Tensor() : split.back.pieces);
  return split;
}

at::Tensor HiddenLayers::forward(AutogradContext* context, const at::Tensor& x,
                                 at::TensorList parameters, int64_t pieces, double dropout) {
  const LayerApi& api = *layer_api(x.device());
  const at::Tensor rows = x.flatten(0, 1);
  variable_list saved;
  FactorPieces input{rows, rows.unsqueeze(0)};
  if (pieces > 0) {
    input = FactorPieces::side_by_side(rows, pieces);
    api.split_left(rows, input.pieces);
  }
  at::Tensor y;
  for (size_t i = 0; i < parameters.size(); i += 2) {
    const Weight weight = split_weight(api, parameters[i], pieces);
    const int64_t width = parameters[i].size(0);
    y = at::empty({x.size(0), x.size(1), width}, x.options());
    const at::Tensor sums = y.view({-1, width});
    multiply(api, input.matrix, weight.forth.matrix.t(), sums);
    saved.insert(saved.end(), {input.pieces, weight.back.matrix});
    const bool last = i + 2 == parameters.size();
    if (last || pieces == 0) {
      input = {sums, sums.unsqueeze(0)};
    } else {
      input = FactorPieces::side_by_side(sums, pieces);
    }
    api.activate(sums, parameters[i + 1], dropout, input.pieces);
  }
  saved.push_back(y);
  context->save_for_backward(saved);
  context->saved_data["pieces"] = pieces;
  context->saved_data["scale"] = 1 / (1 - dropout);
  context->saved_data["inputs"] = x.size(2);
  return y;
}

// The kernels read four numbers at a time.
at::Tensor by_fours(const at::Tensor& grad) {
  constexpr int64_t kNumbers = 4;
  constexpr uintptr_t kBytes = 16;
  const bool fits = grad.stride(2) == 1 && grad.stride(0) % kNumbers == 0 &&
                    grad.stride(1) % kNumbers == 0 &&
                    reinterpret_cast<uintptr_t>(grad.const_data_ptr()) % kBytes == 0;
  return fits ? grad : grad.clone(at::MemoryFormat::Contiguous);
}

variable_list HiddenLayers::backward(AutogradContext* context, const variable_list& grads) {
  const variable_list saved = context->get_saved_variables();
  const LayerApi& api = *layer_api(saved.back().device());
  const int64_t pieces = context->saved_data["pieces"].toInt();
  const double scale = context->saved_data["scale"].toDouble();
  const int64_t inputs = context->saved_data["inputs"].toInt();
  const size_t layers = saved.size() / 2;
  variable_list result(2 * layers + 3);  // x, the parameters, two plain values
  at::Tensor grad = by_fours(grads[0]);
  at::Tensor y = saved.back().flatten(0, 1);
  for (size_t i = layers; i-- > 0;) {
    const at::Tensor& input = saved[2 * i];
    const at::Tensor& weight = saved[2 * i + 1];
    const FactorPieces g = FactorPieces::side_by_side(y, pieces);
    result[2 * i + 2] = api.descend(grad, y, scale, g.pieces);
    const int64_t width = i == 0 ? inputs : input.size(2);
    result[2 * i + 1] =
        multiply_transposed(api, g.pieces, input, pieces).narrow(1, 0, width).contiguous();
    if (i == 0 && !context->needs_input_grad(0)) break;
    grad = at::empty({grad.size(0), grad.size(1), input.size(2)}, grad.options());
    multiply(api, g.matrix, weight, grad.view({-1, input.size(2)}));
    y = input[0];
  }
  if (context->needs_input_grad(0)) result[0] = grad.narrow(2, 0, inputs);
  return result;
}

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
  const int64_t pieces = factor_pieces(*api, x.device(), multiply_adds(x, layers));
  std::vector<at::Tensor> parameters;
  for (const auto& layer : layers) {
    parameters.insert(parameters.end(), {layer.weight, layer.bias});
  }
  return HiddenLayers::apply(x.to(at::kFloat).contiguous(), at::TensorList(parameters), pieces,
                             dropout);
}

}  // namespace mlrun
