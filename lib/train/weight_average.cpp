#include "train/weight_average.h"

#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sub.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/types.h>

#include <string>

namespace mlrun {
namespace {

// Other buffers are set once, and may be infinite.
bool moves(const std::string& buffer) { return buffer.find("running_") != std::string::npos; }

}  // namespace

WeightAverage::WeightAverage(const Net& net, double decay) : decay_(decay) {
  for (const auto& parameter : net.parameters()) own_.push_back(parameter.detach());
  for (const auto& item : net.named_buffers()) {
    if (moves(item.key())) own_.push_back(item.value());
  }
  for (const auto& tensor : own_) average_.push_back(at::zeros_like(tensor));
  total_ = at::zeros({}, own_.front().options());
}

// average += (own - average) / total, as a lerp whose weight lies on the device.
void WeightAverage::update() {
  const torch::NoGradGuard no_grad;
  total_.mul_(decay_).add_(1);
  auto away = at::_foreach_sub(own_, average_);
  at::_foreach_mul_(away, total_.reciprocal());
  at::_foreach_add_(average_, away);
}

void WeightAverage::swap() {
  const torch::NoGradGuard no_grad;
  for (size_t i = 0; i < own_.size(); ++i) {
    const at::Tensor kept = own_[i].clone();
    own_[i].copy_(average_[i]);
    average_[i].copy_(kept);
  }
}

}  // namespace mlrun
