#include "model/linear.h"

#include <ATen/ops/linear.h>

#include <cmath>

#include "model/initial_values.h"

namespace mlrun {

LinearImpl::LinearImpl(int64_t in, int64_t out, const at::Device& device, Random& random) {
  const double bound = in > 0 ? 1.0 / std::sqrt(static_cast<double>(in)) : 0.0;
  weight_ = register_parameter("weight", draw_uniform({out, in}, bound, device, random));
  bias_ = register_parameter("bias", draw_uniform({out}, bound, device, random));
}

at::Tensor LinearImpl::forward(const at::Tensor& x) { return at::linear(x, weight_, bias_); }

std::vector<HiddenLayer> parameters_of(const std::vector<Linear>& layers) {
  std::vector<HiddenLayer> parameters;
  for (const auto& layer : layers) parameters.push_back(layer->parameters());
  return parameters;
}

}  // namespace mlrun
