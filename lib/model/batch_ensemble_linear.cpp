#include "model/batch_ensemble_linear.h"

#include <ATen/ops/addcmul.h>
#include <ATen/ops/linear.h>
#include <torch/types.h>

#include <cmath>

#include "device/device.h"
#include "model/initial_values.h"

namespace mlrun {

BatchEnsembleLinearImpl::BatchEnsembleLinearImpl(const at::Tensor& input_scale, int64_t out,
                                                 const at::Device& device, Random& random) {
  const int64_t members = input_scale.size(0);
  const int64_t in = input_scale.size(1);
  const double bound = in > 0 ? 1 / std::sqrt(static_cast<double>(in)) : 0.0;
  weight_ = register_parameter("weight", draw_uniform({out, in}, bound, device, random));
  input_scale_ = register_parameter("input_scale", input_scale);
  output_scale_ = register_parameter("output_scale", place(torch::ones({members, out}), device));
  // Laid out on the host: not every accelerator can repeat a tensor.
  const at::Tensor bias = draw_uniform({1, out}, bound, at::kCPU, random);
  bias_ = register_parameter("bias", place(bias.expand({members, out}).contiguous(), device));
}

at::Tensor BatchEnsembleLinearImpl::forward(const at::Tensor& x) {
  const at::Tensor own = x * input_scale_;
  const at::Tensor mixed = at::linear(own.flatten(0, 1), weight_);
  return at::addcmul(bias_, mixed.view({own.size(0), own.size(1), weight_.size(0)}), output_scale_);
}

}  // namespace mlrun
