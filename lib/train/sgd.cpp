#include "train/sgd.h"

#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/zeros_like.h>
#include <torch/types.h>

namespace mlrun {

Sgd::Sgd(const Net& net, const OptimizerConfig& config)
    : Optimizer(net, config.weight_decay), momentum_(config.momentum) {
  for (const auto& group : groups_) {
    auto& velocities = velocities_.emplace_back();
    for (const auto& parameter : group.parameters) {
      velocities.push_back(at::zeros_like(parameter.detach()));
    }
  }
}

void Sgd::step(const LearningRate& lr) {
  const torch::NoGradGuard no_grad;
  for (size_t g = 0; g < groups_.size(); ++g) {
    const LearningRate own = rate_of(groups_[g], lr);
    const double decay = decay_by_share(groups_[g], own) ? 0.0 : groups_[g].weight_decay;
    const auto update = [&](const auto& rate) {
      const auto& group = groups_[g];
      if (decay > 0) at::_foreach_mul_(group.parameters, 1.0 - rate * decay);
      at::_fused_sgd_(group.parameters, gradients(group.parameters), velocities_[g], 0.0, momentum_,
                      rate, 0.0, false, false, first_step_);
    };
    if (own.on_device.defined()) {
      update(own.on_device);
    } else {
      update(own.value);
    }
  }
  first_step_ = false;
}

}  // namespace mlrun
