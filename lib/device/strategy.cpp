#include "device/strategy.h"

#include <ATen/ops/cat.h>
#include <torch/types.h>

#include <algorithm>

namespace mlrun {

BatchShare share_of(int64_t rows, int64_t index, int64_t parts) {
  const int64_t least = rows / parts;
  const int64_t larger = rows % parts;  // the first ones take one row more
  return {index * least + std::min(index, larger), least + (index < larger ? 1 : 0)};
}

void Strategy::broadcast(const std::vector<at::Tensor>& tensors) const {
  if (!group_) return;
  const torch::NoGradGuard no_grad;
  std::vector<at::Tensor> plain;
  for (const auto& tensor : tensors) plain.push_back(tensor.detach());
  group_->broadcast(plain);
}

void Strategy::sum(const std::vector<at::Tensor>& tensors) const {
  if (!group_) return;
  const torch::NoGradGuard no_grad;
  std::vector<at::Tensor> pieces;
  for (const auto& tensor : tensors) pieces.push_back(tensor.detach().reshape({-1}));
  at::Tensor flat = at::cat(pieces);
  group_->sum(flat);
  int64_t begin = 0;
  for (const auto& tensor : tensors) {
    tensor.detach().copy_(flat.narrow(0, begin, tensor.numel()).view_as(tensor));
    begin += tensor.numel();
  }
}

void Strategy::drain() const {
  if (group_) group_->drain();
}

double Strategy::agree(double value) const {
  if (!group_) return value;
  std::vector<at::Tensor> box = {torch::full({1}, value, at::kDouble)};
  group_->broadcast(box);
  return box.front().item<double>();
}

}  // namespace mlrun
