#include "train/optimizer.h"

#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>

#include "train/adamw.h"
#include "train/sgd.h"

namespace mlrun {

Optimizer::Optimizer(const Net& net, double weight_decay) {
  for (const auto& item : net.named_parameters()) {
    const ParameterRule rule = net.rule(item.key());
    auto group = std::find_if(groups_.begin(), groups_.end(),
                              [&](const Group& known) { return known.rule == rule; });
    if (group == groups_.end()) {
      groups_.push_back({{}, rule, rule.weight_decay * weight_decay});
      group = groups_.end() - 1;
    }
    group->parameters.push_back(item.value());
    all_.push_back(item.value());
  }
}

void Optimizer::zero_grad() {
  for (auto& parameter : all_) parameter.mutable_grad().reset();
}

void Optimizer::zero_gradients() {
  for (auto& parameter : all_) {
    if (!parameter.grad().defined()) {
      parameter.mutable_grad() = at::zeros_like(parameter.detach());
    }
  }
}

void Optimizer::clip_grad_norm(double limit) {
  const auto grads = gradients(all_);
  const at::Tensor norm = at::linalg_vector_norm(at::stack(at::_foreach_norm(grads)));
  constexpr double kSmall = 1e-6;
  const at::Tensor scale = (limit / (norm + kSmall)).clamp_max(1.0);
  at::_foreach_mul_(grads, scale);
}

void Optimizer::set_decay_share(double share) {
  if (!decay_share_.defined()) decay_share_ = at::zeros({}, all_.front().detach().options());
  decay_share_.fill_(share);
}

LearningRate Optimizer::rate_of(const Group& group, const LearningRate& lr) {
  const double factor = group.rule.lr;
  const bool scaled = lr.on_device.defined() && factor != 1;
  return {lr.value * factor, scaled ? lr.on_device * factor : lr.on_device};
}

bool Optimizer::decay_by_share(const Group& group, const LearningRate& rate) {
  if (!decay_share_.defined()) return false;
  if (group.weight_decay == 0) return true;
  const at::Tensor loss = rate.on_device.defined()
                              ? rate.on_device * decay_share_ * group.weight_decay
                              : decay_share_ * (rate.value * group.weight_decay);
  at::_foreach_mul_(group.parameters, 1.0 - loss);
  return true;
}

std::vector<at::Tensor> Optimizer::gradients(const std::vector<at::Tensor>& parameters) {
  std::vector<at::Tensor> grads;
  grads.reserve(parameters.size());
  for (const auto& parameter : parameters) grads.push_back(parameter.grad());
  return grads;
}

std::unique_ptr<Optimizer> make_optimizer(const Net& net, const OptimizerConfig& config) {
  if (config.type == "sgd") return std::make_unique<Sgd>(net, config);
  return std::make_unique<AdamW>(net, config);
}

}  // namespace mlrun
