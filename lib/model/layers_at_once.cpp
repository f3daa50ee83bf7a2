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

// LayerStack::parameters, taken apart again.
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

std::vector<at::Tensor> LayerStack::parameters() const {
  std::vector<at::Tensor> all;
  for (const auto& layer : layers) all.insert(all.end(), {layer.weight, layer.bias});
  if (factors.defined()) all.push_back(factors);
  if (heads.weight.defined()) all.insert(all.end(), {heads.weight, heads.bias});
  return all;
}

at::Tensor layers_at_once(const LayerApi& api, const LayerStack& stack, int64_t p, double dropout) {
  const StackSetting setting{.api = &api,
                             .p = p,
                             .dropout = dropout,
                             .layers = static_cast<int64_t>(stack.layers.size()),
                             .members = stack.members(),
                             .inputs = stack.x.size(2),
                             .factors = stack.factors.defined(),
                             .heads = stack.heads.weight.defined()};
  return AtOnce::apply(stack.x, at::TensorList(stack.parameters()), setting);
}

}  // namespace mlrun
