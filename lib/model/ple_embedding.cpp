#include "model/ple_embedding.h"

#include <ATen/ops/addcmul.h>
#include <ATen/ops/baddbmm.h>
#include <torch/types.h>

#include <cmath>

#include "device/device.h"
#include "features/ple_bins.h"
#include "model/initial_values.h"

namespace mlrun {

PleEmbedding::PleEmbedding(const EmbeddingOptions& options, int64_t numeric, int64_t copies,
                           const at::Device& device, Random& random)
    : copies_(copies), spread_(options.spread_bins) {
  const int64_t inputs = numeric * copies;
  const double bound = 1 / std::sqrt(static_cast<double>(options.width));
  const std::vector<int64_t> values = {inputs, options.width};
  linear_weight_ = register_parameter("linear_weight", draw_uniform(values, bound, device, random));
  linear_bias_ = register_parameter("linear_bias", draw_uniform(values, bound, device, random));
  weight_ = register_parameter("weight",
                               place(torch::zeros({inputs, options.bins, options.width}), device));
  const auto buffer = [&](const char* name) {
    return register_buffer(name, place(torch::zeros({inputs, options.bins}), device));
  };
  slope_ = buffer("slope");
  offset_ = buffer("offset");
  low_ = buffer("low");
  high_ = buffer("high");
}

at::Tensor PleEmbedding::forward(const at::Tensor& x) {
  const at::Tensor wide = x.unsqueeze(2);
  // Neither the rows nor the bins learn, so this may be clamped in place.
  const at::Tensor encoded = at::addcmul(offset_, slope_, wide).clamp_(low_, high_);
  const at::Tensor linear = at::addcmul(linear_bias_, linear_weight_, wide);
  // One product per input: [inputs, n, bins] x [inputs, bins, width].
  return at::baddbmm(linear.transpose(0, 1), encoded.transpose(0, 1), weight_).transpose(0, 1);
}

void PleEmbedding::start(const Features& train, const FeatureLayout& layout) {
  const PleBins bins = fit_ple_bins(train, layout, slope_.size(1), spread_);
  const torch::NoGradGuard no_grad;
  const auto set = [&](const at::Tensor& buffer, const std::vector<float>& values) {
    const at::Tensor one = torch::tensor(values).view({bins.inputs, bins.bins});
    buffer.copy_(one.repeat({copies_, 1}));
  };
  set(slope_, bins.slope);
  set(offset_, bins.offset);
  set(low_, bins.low);
  set(high_, bins.high);
}

}  // namespace mlrun
