#include "model/layers_at_once.h"

#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/types.h>

#include "model/factor_pieces.h"

namespace mlrun {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// The levels (LayerApi) of all matrices of a step; undefined where nothing is scaled.
class StackLevels {
 public:
  StackLevels(at::Tensor all, int64_t layers) : all_(std::move(all)), layers_(layers) {}
  static StackLevels make(int64_t layers, int64_t p, const at::Tensor& x) {
    return {p == 2 ? at::zeros({4 * layers + 1, 2}, x.options()) : at::Tensor(), layers};
  }

  at::Tensor weight(int64_t i) const { return at(1 + i); }
  at::Tensor bias(int64_t i) const { return at(1 + layers_ + i); }
  at::Tensor input(int64_t i) const { return at(i == 0 ? 0 : 2 * layers_ + i); }
  at::Tensor gradient(int64_t i) const { return at(3 * layers_ + i); }  // of layer i's sums
  at::Tensor incoming() const { return at(4 * layers_); }               // of the output
  const at::Tensor& all() const { return all_; }

  // Of what the way forward begins with.
  void measure_inputs(const LayerApi& api, const at::Tensor& x, at::TensorList parameters) const {
    if (!all_.defined()) return;
    std::vector<at::Tensor> values = {x};
    for (size_t i = 0; i < parameters.size(); i += 2) values.push_back(parameters[i]);
    for (size_t i = 1; i < parameters.size(); i += 2) values.push_back(parameters[i]);
    api.measure(values, all_.narrow(0, 0, 1 + 2 * layers_));
  }
  void measure_incoming(const LayerApi& api, const at::Tensor& grad) const {
    if (all_.defined()) api.measure({grad}, all_.narrow(0, 4 * layers_, 1));
  }

 private:
  at::Tensor at(int64_t row) const { return all_.defined() ? all_[row] : all_; }
  at::Tensor all_;  // [4 layers + 1, 2]
  int64_t layers_;
};

// Of each layer its input and its weight are kept in pieces, and of the last its output.
class AtOnce : public torch::autograd::Function<AtOnce> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                            at::TensorList parameters, const LayerApi* api, int64_t p,
                            double dropout);
  static variable_list backward(AutogradContext* context, const variable_list& grads);
};

// What the way back has to know besides tensors.
struct Setting : torch::CustomClassHolder {
  Setting(const LayerApi& api, int64_t p, double scale, int64_t inputs)
      : api(&api), p(p), scale(scale), inputs(inputs) {}
  const LayerApi* api;
  int64_t p;
  double scale;
  int64_t inputs;
};

struct Weight {
  FactorPieces forth;  // side by side
  FactorPieces back;   // stacked
};

// A number of one piece, or whole, has the same memory both ways.
Weight split_weight(const LayerApi& api, const at::Tensor& weight, int64_t p,
                    const at::Tensor& level) {
  if (p == 0) return {{weight, {}, {}}, {weight, {}, {}}};
  Weight split{FactorPieces::side_by_side(weight, p), {}};
  split.back = p == 1 ? split.forth : FactorPieces::stacked(weight, p);
  api.split_right(weight, split.forth.pieces, p == 1 ? at::Tensor() : split.back.pieces, level);
  return split;
}

// A left factor that is there already.
FactorPieces split_rows(const LayerApi& api, const at::Tensor& rows, int64_t p,
                        const at::Tensor& level) {
  if (p == 0) return {rows, rows.unsqueeze(0), {}};
  FactorPieces split = FactorPieces::side_by_side(rows, p);
  api.split_left(rows, split.pieces, level);
  return split;
}

at::Tensor AtOnce::forward(AutogradContext* context, const at::Tensor& x, at::TensorList parameters,
                           const LayerApi* of_device, int64_t p, double dropout) {
  const LayerApi& api = *of_device;
  const auto layers = static_cast<int64_t>(parameters.size() / 2);
  const auto levels = StackLevels::make(layers, p, x);
  levels.measure_inputs(api, x, parameters);
  FactorPieces input = split_rows(api, x.flatten(0, 1), p, levels.input(0));
  variable_list saved;
  at::Tensor y;
  for (int64_t i = 0; i < layers; ++i) {
    const at::Tensor& weight = parameters[static_cast<size_t>(2 * i)];
    const Weight split = split_weight(api, weight, p, levels.weight(i));
    y = at::empty({x.size(0), x.size(1), weight.size(0)}, x.options());
    const at::Tensor sums = y.view({-1, weight.size(0)});
    multiply(api, input.matrix, split.forth.matrix.t(), sums);
    saved.insert(saved.end(), {input.pieces, split.back.matrix});
    const bool whole = i + 1 == layers || p == 0;
    input = whole ? FactorPieces{sums, sums.unsqueeze(0), {}} : FactorPieces::side_by_side(sums, p);
    api.activate(sums, parameters[static_cast<size_t>(2 * i + 1)], dropout, input.pieces,
                 {.left = levels.input(i),
                  .right = levels.weight(i),
                  .terms = weight.size(1),
                  .added = levels.bias(i),
                  .out = whole ? at::Tensor() : levels.input(i + 1)});
  }
  saved.push_back(y);
  if (p == 2) saved.push_back(levels.all());
  context->save_for_backward(saved);
  context->saved_data["setting"] =
      at::IValue::make_capsule(c10::make_intrusive<Setting>(api, p, 1 / (1 - dropout), x.size(2)));
  return y;
}

// The kernels read four numbers at a time, and look for the largest in memory's order.
at::Tensor by_fours(const at::Tensor& grad) {
  constexpr int64_t kNumbers = 4;
  constexpr uintptr_t kBytes = 16;
  const bool fits = grad.is_non_overlapping_and_dense() && grad.stride(2) == 1 &&
                    grad.stride(0) % kNumbers == 0 && grad.stride(1) % kNumbers == 0 &&
                    reinterpret_cast<uintptr_t>(grad.const_data_ptr()) % kBytes == 0;
  return fits ? grad : grad.clone(at::MemoryFormat::Contiguous);
}

// The way back through layer after layer, the last first.
class WayBack {
 public:
  WayBack(const Setting& setting, variable_list saved)
      : saved_(std::move(saved)),
        api_(*setting.api),
        p_(setting.p),
        scale_(setting.scale),
        inputs_(setting.inputs),
        layers_(static_cast<int64_t>(saved_.size() / 2) - (p_ == 2 ? 1 : 0)),
        levels_(p_ == 2 ? saved_.back() : at::Tensor(), layers_) {}

  // Gradients of x, weight, bias, weight, ...; of x only if it is wanted.
  variable_list go(const at::Tensor& grad, bool of_x) {
    variable_list result(static_cast<size_t>(2 * layers_ + 1));
    grad_ = by_fours(grad);
    levels_.measure_incoming(api_, grad_);
    for (int64_t i = layers_; i-- > 0;) {
      const auto place = static_cast<size_t>(2 * i + 1);
      const FactorPieces g = through_relu(i, result[place + 1]);
      const FactorPieces input{{}, of_layer(i, 0), levels_.input(i)};
      const int64_t width = i == 0 ? inputs_ : input.pieces.size(2);
      result[place] = multiply_transposed(api_, g, input, p_, width);
      if (i > 0 || of_x) descend(g, i);
    }
    if (of_x) result[0] = whole_grad();
    return result;
  }

 private:
  // What was saved of a layer: its input's pieces (0), its weight (1).
  const at::Tensor& of_layer(int64_t i, int64_t which) const {
    return saved_[static_cast<size_t>(2 * i + which)];
  }

  at::Tensor output_of(int64_t i) const {
    if (i + 1 < layers_) return of_layer(i + 1, 0)[0];
    return saved_[static_cast<size_t>(2 * layers_)].flatten(0, 1);
  }

  // The gradient of layer i's sums, and of its bias.
  FactorPieces through_relu(int64_t i, at::Tensor& bias) const {
    const bool first = i + 1 == layers_;
    const at::Tensor y = output_of(i);
    FactorPieces g = FactorPieces::side_by_side(y, p_);
    g.level = levels_.gradient(i);
    bias = api_.descend(grad_, y, scale_, g.pieces,
                        {.left = first ? levels_.incoming() : levels_.gradient(i + 1),
                         .right = first ? at::Tensor() : levels_.weight(i + 1),
                         .terms = terms_,
                         .added = {},
                         .out = g.level});
    return g;
  }

  // The gradient of layer i's input, scaled still.
  void descend(const FactorPieces& g, int64_t i) {
    const at::Tensor& weight = of_layer(i, 1);
    terms_ = g.pieces.size(2);
    grad_ = at::empty({grad_.size(0), grad_.size(1), weight.size(1)}, grad_.options());
    multiply(api_, g.matrix, weight, grad_.view({-1, weight.size(1)}));
  }

  at::Tensor whole_grad() const {
    if (p_ != 2) return grad_.narrow(2, 0, inputs_);
    const at::Tensor sums = grad_.view({1, -1, grad_.size(2)});
    return api_
        .add_up(sums, inputs_,
                {.left = levels_.gradient(0), .right = levels_.weight(0), .added = {}, .out = {}})
        .view({grad_.size(0), grad_.size(1), inputs_});
  }

  variable_list saved_;
  const LayerApi& api_;
  int64_t p_;
  double scale_;
  int64_t inputs_;
  int64_t layers_;
  StackLevels levels_;
  at::Tensor grad_;    // of the output of the layer that comes next
  int64_t terms_ = 1;  // products in each of its numbers
};

variable_list AtOnce::backward(AutogradContext* context, const variable_list& grads) {
  const auto kept = context->saved_data["setting"].toCapsule();
  WayBack way(static_cast<const Setting&>(*kept), context->get_saved_variables());
  variable_list result = way.go(grads[0], context->needs_input_grad(0));
  result.resize(result.size() + 3);  // of the plain values
  return result;
}

}  // namespace

at::Tensor layers_at_once(const LayerApi& api, const at::Tensor& x,
                          const std::vector<at::Tensor>& parameters, int64_t p, double dropout) {
  return AtOnce::apply(x, at::TensorList(parameters), &api, p, dropout);
}

}  // namespace mlrun
