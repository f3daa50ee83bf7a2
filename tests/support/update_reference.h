#pragma once

#include <torch/types.h>

#include "device/update_api.h"

namespace mlrun::test {

// What UpdateApi promises, by LibTorch's operations on any device.
inline at::Tensor squares_of(const std::vector<at::Tensor>& gradients) {
  std::vector<at::Tensor> sums;
  for (const auto& gradient : gradients) sums.push_back(gradient.square().sum());
  return at::stack(sums);
}

inline void adamw_update(const UpdateTensors& tensors, const AdamWStep& step) {
  const torch::NoGradGuard no_grad;
  const at::Tensor mean = (1 - at::pow(step.beta1, step.steps.to(at::kDouble))).to(at::kFloat);
  const at::Tensor square = (1 - at::pow(step.beta2, step.steps.to(at::kDouble))).to(at::kFloat);
  for (size_t i = 0; i < tensors.parameters.size(); ++i) {
    const at::Tensor rate = step.lr * tensors.lr[i];
    at::Tensor loss = rate * tensors.decay[i];
    if (step.decay_share.defined()) loss = loss * step.decay_share;
    at::Tensor g = tensors.gradients[i];
    if (step.squares.defined()) {
      g = g * (step.clip_norm / (step.squares.sqrt() + 1e-6)).clamp_max(1);
    }
    tensors.first[i].mul_(step.beta1).add_(g, 1 - step.beta1);
    tensors.second[i].mul_(step.beta2).add_(g * g, 1 - step.beta2);
    tensors.parameters[i].mul_(1 - loss);
    const at::Tensor root = (tensors.second[i] / square).sqrt() + step.eps;
    tensors.parameters[i].sub_(rate * tensors.first[i] / mean / root);
  }
}

}  // namespace mlrun::test
