#include "model/layers_at_once.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/types.h>

#include "model/way_back.h"
#include "model/way_forth.h"

namespace mlrun {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Setting : torch::CustomClassHolder {
  explicit Setting(StackSetting setting) : setting(setting) {}
  StackSetting setting;
};

// The tensors besides x that gradients are of, in the order in which they go in and come back.
variable_list parameters_of(const LayerStack& stack) {
  variable_list all;
  for (const auto& layer : stack.layers) all.insert(all.end(), {layer.weight, layer.bias});
  if (stack.factors.defined()) all.push_back(stack.factors);
  if (stack.heads.weight.defined()) {
    all.insert(all.end(), {stack.heads.weight, stack.heads.bias});
  }
  return all;
}

LayerStack stack_of(const at::Tensor& x, at::TensorList parameters, const StackSetting& setting) {
  LayerStack stack{x, {}, {}, {}};
  size_t at = 0;
  for (int64_t i = 0; i < setting.layers; ++i, at += 2) {
    stack.layers.push_back({parameters[at], parameters[at + 1]});
  }
  if (setting.factors) stack.factors = parameters[at++];
  if (setting.heads) stack.heads = {parameters[at], parameters[at + 1]};
  return stack;
}

class AtOnce : public torch::autograd::Function<AtOnce> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                            at::TensorList parameters, const StackSetting& setting) {
    WayForth way(setting, stack_of(x, parameters, setting));
    const at::Tensor out = way.go();
    context->save_for_backward(way.kept().pack());
    context->saved_data["setting"] =
        at::IValue::make_capsule(c10::make_intrusive<Setting>(setting));
    return out;
  }

  static variable_list backward(AutogradContext* context, const variable_list& grads) {
    const auto held = context->saved_data["setting"].toCapsule();
    const StackSetting& setting = static_cast<const Setting&>(*held).setting;
    WayBack way(setting, KeptTensors::unpack(context->get_saved_variables(), setting.layers));
    const StackGradients all = way.go(grads[0], context->needs_input_grad(0));
    variable_list result = {all.x};
    for (const auto& layer : all.layers) {
      result.insert(result.end(), {layer.weight, layer.bias});
    }
    if (setting.factors) result.push_back(all.factors);
    if (setting.heads) result.insert(result.end(), {all.heads.weight, all.heads.bias});
    result.emplace_back();  // of the setting
    return result;
  }
};

}  // namespace

at::Tensor layers_at_once(const LayerApi& api, const LayerStack& stack, int64_t p, double dropout) {
  const bool factors = stack.factors.defined();
  const StackSetting setting{.api = &api,
                             .p = p,
                             .dropout = dropout,
                             .layers = static_cast<int64_t>(stack.layers.size()),
                             .members = factors ? stack.factors.size(0) : stack.x.size(1),
                             .inputs = stack.x.size(2),
                             .factors = factors,
                             .heads = stack.heads.weight.defined()};
  return AtOnce::apply(stack.x, at::TensorList(parameters_of(stack)), setting);
}

}  // namespace mlrun
