#include "model/linear.h"

#include <ATen/ops/linear.h>
#include <torch/types.h>

#include <cmath>

#include "device/device.h"

namespace mlrun {

at::Tensor draw_uniform(const std::vector<int64_t>& shape, double bound, const at::Device& device,
                        Random& random) {
  const at::Tensor values = torch::empty(shape);
  float* out = values.data_ptr<float>();
  for (int64_t i = 0; i < values.numel(); ++i) {
    out[i] = static_cast<float>(random.uniform(-bound, bound));
  }
  return place(values, device);
}

LinearImpl::LinearImpl(int64_t in, int64_t out, const at::Device& device, Random& random) {
  const double bound = in > 0 ? 1.0 / std::sqrt(static_cast<double>(in)) : 0.0;
  weight_ = register_parameter("weight", draw_uniform({out, in}, bound, device, random));
  bias_ = register_parameter("bias", draw_uniform({out}, bound, device, random));
}

at::Tensor LinearImpl::forward(const at::Tensor& x) { return at::linear(x, weight_, bias_); }

}  // namespace mlrun
