#include "model/member_linear.h"

#include <ATen/ops/baddbmm.h>

#include <cmath>

#include "model/initial_values.h"

namespace mlrun {

MemberLinearImpl::MemberLinearImpl(int64_t members, int64_t in, int64_t out,
                                   const at::Device& device, Random& random) {
  const double bound = 1 / std::sqrt(static_cast<double>(in));
  weight_ = register_parameter("weight", draw_uniform({members, in, out}, bound, device, random));
  bias_ = register_parameter("bias", draw_uniform({members, out}, bound, device, random));
}

at::Tensor MemberLinearImpl::forward(const at::Tensor& x) {
  return at::baddbmm(bias_.unsqueeze(1), x.transpose(0, 1), weight_).transpose(0, 1);
}

std::optional<HiddenLayer> MemberLinearImpl::single() const {
  if (weight_.size(2) != 1) return std::nullopt;
  return HiddenLayer{weight_.squeeze(2), bias_.squeeze(1)};
}

}  // namespace mlrun
