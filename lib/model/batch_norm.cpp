#include "model/batch_norm.h"

#include <ATen/ops/batch_norm.h>
#include <torch/types.h>

#include "device/device.h"

namespace mlrun {

BatchNormImpl::BatchNormImpl(int64_t width, const at::Device& device) {
  weight_ = register_parameter("weight", place(torch::ones({width}), device));
  bias_ = register_parameter("bias", place(torch::zeros({width}), device));
  running_mean_ = register_buffer("running_mean", place(torch::zeros({width}), device));
  running_var_ = register_buffer("running_var", place(torch::ones({width}), device));
}

at::Tensor BatchNormImpl::forward(const at::Tensor& x) {
  constexpr double kMomentum = 0.1;
  constexpr double kEps = 1e-5;
  return at::batch_norm(x, weight_, bias_, running_mean_, running_var_, is_training(), kMomentum,
                        kEps, false);
}

}  // namespace mlrun
