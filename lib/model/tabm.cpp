#include "model/tabm.h"

#include <ATen/ops/relu.h>
#include <torch/types.h>

#include <ostream>

#include "device/device.h"
#include "model/hidden_layers.h"
#include "model/member_scale.h"

namespace mlrun {

TabMImpl::TabMImpl(const TabMOptions& options, const FeatureLayout& layout, int64_t outputs,
                   const at::Device& device, Random& random)
    : options_(options),
      dropout_(options.dropout, device),
      input_(options.embedding, layout, device, random, *this) {
  add_layers(outputs, device, random);
}

void TabMImpl::add_layers(int64_t outputs, const at::Device& device, Random& random) {
  const bool mini = options_.variant == "mini";
  at::Tensor scale =
      draw_member_scale(options_.members, input_.chunks(), input_.embeds(), device, random);
  if (mini) member_scale_ = register_parameter("member_scale", scale);
  int64_t width = input_.width();
  for (int64_t i = 0; i < options_.blocks; ++i) {
    const std::string name = "hidden_" + std::to_string(i);
    if (mini) {
      shared_.emplace_back(register_module(name, Linear(width, options_.width, device, random)));
    } else {
      if (i > 0) scale = place(torch::ones({options_.members, width}), device);
      ensemble_.emplace_back(
          register_module(name, BatchEnsembleLinear(scale, options_.width, device, random)));
    }
    width = options_.width;
  }
  heads_ = register_module("heads", MemberLinear(options_.members, width, outputs, device, random));
}

at::Tensor TabMImpl::forward(const NetInput& rows) {
  const at::Tensor inputs = input_.forward(rows);
  const int64_t own = rows.per_member ? options_.members : 1;
  const at::Tensor x = inputs.view({-1, own, input_.width()});
  if (options_.variant != "mini") return heads_(ensemble_layers(x, rows));
  if (const auto y = at_once(x, rows)) return *y;
  return heads_(shared_layers(x, rows));
}

// All of it as one piece of work, where there is such; heads of several outputs by themselves.
std::optional<at::Tensor> TabMImpl::at_once(const at::Tensor& x, const NetInput& rows) {
  const auto dropout = dropout_.plain(rows.window);
  if (!is_training() || !dropout) return std::nullopt;
  const auto heads = heads_->single();
  const auto y = hidden_layers(
      {x, member_scale_, parameters_of(shared_), heads.value_or(HiddenLayer())}, *dropout);
  if (!y || heads) return y;
  return heads_(*y);
}

// To layers that all members share, the rows of the members are rows like any others.
at::Tensor TabMImpl::shared_layers(const at::Tensor& x, const NetInput& rows) {
  at::Tensor flat = (x * member_scale_).flatten(0, 1);
  for (auto& layer : shared_) {
    flat = layer(flat).relu_();
    if (is_training()) flat = dropout_(flat, times(rows.window, options_.members));
  }
  return flat.view({x.size(0), options_.members, options_.width});
}

at::Tensor TabMImpl::ensemble_layers(at::Tensor x, const NetInput& rows) {
  for (auto& layer : ensemble_) {
    x = layer(x).relu_();
    if (is_training()) x = dropout_(x, rows.window);
  }
  return x;
}

void TabMImpl::start(const Features& train, Random&) { input_.start(train); }

void TabMImpl::pretty_print(std::ostream& stream) const {
  stream << "TabM(" << options_.members << " members, " << options_.blocks << " hidden layers)";
}

}  // namespace mlrun
