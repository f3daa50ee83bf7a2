#include "model/ntp_linear.h"

#include <ATen/ops/addmm.h>
#include <ATen/ops/baddbmm.h>
#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "device/device.h"
#include "model/initial_values.h"

namespace mlrun {
namespace {

constexpr size_t kCorners = 5;

// Uniform over the simplex: the gaps between sorted uniform draws (as are normalised exponential
// ones, without a logarithm, whose last bit is not the same on every host).
std::array<double, kCorners> draw_simplex(Random& random) {
  std::array<double, kCorners> gaps{};
  for (size_t i = 0; i + 1 < kCorners; ++i) gaps[i] = random.uniform();
  gaps[kCorners - 1] = 1;
  std::sort(gaps.begin(), gaps.end());
  for (size_t i = kCorners - 1; i > 0; --i) gaps[i] -= gaps[i - 1];
  return gaps;
}

// Minus a convex combination of five values of column `unit` of `answers`, [n, units].
float draw_bias(const at::TensorAccessor<float, 2>& answers, int64_t unit, Random& random) {
  double sum = 0;
  for (const double share : draw_simplex(random)) {
    const auto row = static_cast<int64_t>(random.below(static_cast<uint64_t>(answers.size(0))));
    sum += share * static_cast<double>(answers[row][unit]);
  }
  return static_cast<float>(-sum);
}

}  // namespace

NtpLinearImpl::NtpLinearImpl(int64_t members, int64_t in, int64_t out, Start start,
                             const at::Device& device, Random& random)
    : factor_(in > 0 ? 1 / std::sqrt(static_cast<double>(in)) : 1.0) {
  const double weights = start == Start::kZero ? 0 : 1;
  const double biases = start == Start::kNormal ? 1 : 0;
  weight_ = register_parameter("weight", draw_normal({members, in, out}, weights, device, random));
  bias_ = register_parameter("bias", draw_normal({members, out}, biases, device, random));
}

at::Tensor NtpLinearImpl::forward(const at::Tensor& x) { return product(x, bias_); }

at::Tensor NtpLinearImpl::product(const at::Tensor& x, const at::Tensor& bias) {
  if (x.size(0) > 1) return at::baddbmm(bias.unsqueeze(1), x, weight_, 1, factor_);
  return at::addmm(bias, x.squeeze(0), weight_.squeeze(0), 1, factor_).unsqueeze(0);
}

at::Tensor NtpLinearImpl::fit(const at::Tensor& x, Random& random) {
  const torch::NoGradGuard no_grad;
  const at::Tensor answers = product(x, at::zeros_like(bias_));
  at::Tensor deviation = answers.std(1, /*unbiased=*/false).unsqueeze(1);
  deviation.masked_fill_(deviation.le(0), 1);
  weight_.div_(deviation);
  answers.div_(deviation);
  auto biases = bias_.accessor<float, 2>();
  for (int64_t member = 0; member < bias_.size(0); ++member) {
    const at::Tensor own = answers[member];
    const auto values = own.accessor<float, 2>();
    for (int64_t unit = 0; unit < bias_.size(1); ++unit) {
      biases[member][unit] = draw_bias(values, unit, random);
    }
  }
  return answers.add_(bias_.unsqueeze(1));
}

}  // namespace mlrun
