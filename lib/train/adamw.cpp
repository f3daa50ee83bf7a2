#include "train/adamw.h"

#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/types.h>

namespace mlrun {

AdamW::AdamW(const Net& net, const OptimizerConfig& config)
    : Optimizer(net, config.weight_decay), config_(config) {
  for (const auto& group : groups_) {
    Moments moments;
    for (const auto& parameter : group.parameters) {
      const at::Tensor plain = parameter.detach();
      moments.first.push_back(at::zeros_like(plain));
      moments.second.push_back(at::zeros_like(plain));
      moments.steps.push_back(at::zeros({}, plain.options()));
    }
    moments_.push_back(std::move(moments));
  }
}

void AdamW::step(const LearningRate& lr) {
  const torch::NoGradGuard no_grad;
  for (size_t g = 0; g < groups_.size(); ++g) {
    Moments& m = moments_[g];
    at::_foreach_add_(m.steps, 1);
    const LearningRate own = rate_of(groups_[g], lr);
    const double decay = decay_by_share(groups_[g], own) ? 0.0 : groups_[g].weight_decay;
    const auto update = [&](const auto& rate) {
      at::_fused_adamw_(groups_[g].parameters, gradients(groups_[g].parameters), m.first, m.second,
                        {}, m.steps, rate, config_.beta1, config_.beta2, decay, config_.eps, false,
                        false);
    };
    if (own.on_device.defined()) {
      update(own.on_device);
    } else {
      update(own.value);
    }
  }
}

}  // namespace mlrun
