#include "model/pbld_embedding.h"

#include <ATen/ops/addcmul.h>
#include <ATen/ops/baddbmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cos.h>

#include <cmath>
#include <numbers>

#include "model/initial_values.h"

namespace mlrun {

PbldEmbedding::PbldEmbedding(const EmbeddingOptions& options, int64_t inputs,
                             const at::Device& device, Random& random) {
  const int64_t terms = options.frequencies;
  const int64_t mixed = options.width - 1;
  const double bound = 1 / std::sqrt(static_cast<double>(terms));
  frequencies_ = register_parameter(
      "frequencies", draw_normal({inputs, terms}, options.frequency_scale, device, random));
  phases_ =
      register_parameter("phases", draw_uniform({inputs, terms}, std::numbers::pi, device, random));
  weight_ =
      register_parameter("weight", draw_uniform({inputs, terms, mixed}, bound, device, random));
  bias_ = register_parameter("bias", draw_uniform({inputs, mixed}, bound, device, random));
}

at::Tensor PbldEmbedding::forward(const at::Tensor& x) {
  const at::Tensor wide = x.unsqueeze(2);
  const at::Tensor waves = at::cos(at::addcmul(phases_, frequencies_, wide, 2 * std::numbers::pi));
  const at::Tensor mixed = at::baddbmm(bias_.unsqueeze(1), waves.transpose(0, 1), weight_);
  return at::cat({mixed.transpose(0, 1), wide}, 2);
}

}  // namespace mlrun
