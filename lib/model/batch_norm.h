#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

namespace mlrun {

// Batch normalisation over rows (Ioffe and Szegedy 2015): running statistics are buffers, momentum
// .1, eps 1e-5. Requires at least 2 rows per batch in training.
class BatchNormImpl : public torch::nn::Module {
 public:
  BatchNormImpl(int64_t width, const at::Device& device);
  at::Tensor forward(const at::Tensor& x);  // [n, width] -> [n, width]

 private:
  at::Tensor weight_;
  at::Tensor bias_;
  at::Tensor running_mean_;
  at::Tensor running_var_;
};
TORCH_MODULE(BatchNorm);

}  // namespace mlrun
