#include "train/adamw.h"

#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/types.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "device/own_kernels.h"

namespace mlrun {

AdamW::AdamW(const Net& net, const OptimizerConfig& config)
    : Optimizer(net, config.weight_decay), config_(config) {
  for (const auto& group : groups_) {
    Moments moments;
    for (const auto& parameter : group.parameters) {
      const at::Tensor plain = parameter.detach();
      moments.first.push_back(at::zeros_like(plain));
      moments.second.push_back(at::zeros_like(plain));
    }
    moments_.push_back(std::move(moments));
  }
  if (!all_.empty()) steps_ = at::zeros({}, all_.front().detach().options());
}

const UpdateApi* AdamW::own_kernels() const {
  if (!OwnKernelsScope::open()) return nullptr;
  const bool plain = std::all_of(all_.begin(), all_.end(), [](const at::Tensor& parameter) {
    return parameter.is_contiguous() && parameter.scalar_type() == at::kFloat &&
           parameter.numel() <= std::numeric_limits<int32_t>::max();
  });
  return plain ? update_api(all_.front().device()) : nullptr;
}

void AdamW::clip_grad_norm(double limit) {
  if (own_kernels() != nullptr) {
    clip_norm_ = limit;
  } else {
    Optimizer::clip_grad_norm(limit);
  }
}

void AdamW::step(const LearningRate& lr) {
  if (all_.empty()) return;
  const torch::NoGradGuard no_grad;
  steps_.add_(1);
  const UpdateApi* api = own_kernels();
  if (api != nullptr && lr.on_device.defined()) {
    step_at_once(*api, lr);
  } else {
    if (clip_norm_ > 0) Optimizer::clip_grad_norm(clip_norm_);
    step_by_groups(lr);
  }
  clip_norm_ = 0;
}

UpdateTensors AdamW::update_tensors() const {
  UpdateTensors tensors;
  for (size_t g = 0; g < groups_.size(); ++g) {
    const Group& group = groups_[g];
    for (size_t i = 0; i < group.parameters.size(); ++i) {
      tensors.parameters.push_back(group.parameters[i].detach());
      tensors.gradients.push_back(group.parameters[i].grad().contiguous());
      tensors.first.push_back(moments_[g].first[i]);
      tensors.second.push_back(moments_[g].second[i]);
      tensors.lr.push_back(static_cast<float>(group.rule.lr));
      tensors.decay.push_back(static_cast<float>(group.weight_decay));
    }
  }
  return tensors;
}

void AdamW::step_at_once(const UpdateApi& api, const LearningRate& lr) {
  const UpdateTensors tensors = update_tensors();
  AdamWStep step{config_.beta1, config_.beta2, config_.eps,   clip_norm_,
                 lr.on_device,  steps_,        decay_share(), {}};
  if (clip_norm_ > 0) step.squares = api.squares(tensors.gradients).sum();
  api.adamw(tensors, step);
}

void AdamW::step_by_groups(const LearningRate& lr) {
  for (size_t g = 0; g < groups_.size(); ++g) {
    Moments& m = moments_[g];
    const LearningRate own = rate_of(groups_[g], lr);
    const double decay = decay_by_share(groups_[g], own) ? 0.0 : groups_[g].weight_decay;
    const std::vector<at::Tensor> steps(groups_[g].parameters.size(), steps_);
    const auto update = [&](const auto& rate) {
      at::_fused_adamw_(groups_[g].parameters, gradients(groups_[g].parameters), m.first, m.second,
                        {}, steps, rate, config_.beta1, config_.beta2, decay, config_.eps, false,
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
