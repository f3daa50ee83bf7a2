#include "model/plr_lite_embedding.h"

#include <ATen/ops/baddbmm.h>
#include <ATen/ops/cat.h>

#include <cmath>
#include <numbers>

#include "model/initial_values.h"

namespace mlrun {

PlrLiteEmbedding::PlrLiteEmbedding(const EmbeddingOptions& options, int64_t numeric, int64_t copies,
                                   const at::Device& device, Random& random) {
  const int64_t terms = options.frequencies;
  const double bound = 1 / std::sqrt(static_cast<double>(2 * terms));
  frequencies_ = register_parameter(
      "frequencies",
      draw_cut_normal({copies * numeric, terms}, options.frequency_scale, device, random));
  weight_ = register_parameter(
      "weight", draw_uniform({copies, 2 * terms, options.width}, bound, device, random));
  bias_ = register_parameter("bias", draw_uniform({copies, options.width}, bound, device, random));
}

at::Tensor PlrLiteEmbedding::forward(const at::Tensor& x) {
  const int64_t n = x.size(0);
  const int64_t copies = weight_.size(0);
  const int64_t numeric = x.size(1) / copies;
  const int64_t width = weight_.size(2);
  const at::Tensor turns = x.unsqueeze(2) * (frequencies_ * (2 * std::numbers::pi));
  const at::Tensor waves = at::cat({turns.cos(), turns.sin()}, 2);
  // The inputs of a copy are rows of one product.
  const at::Tensor rows = waves.view({n, copies, numeric, weight_.size(1)})
                              .transpose(0, 1)
                              .reshape({copies, n * numeric, weight_.size(1)});
  const at::Tensor mixed = at::baddbmm(bias_.unsqueeze(1), rows, weight_).relu_();
  return mixed.view({copies, n, numeric, width}).transpose(0, 1).reshape({n, x.size(1), width});
}

}  // namespace mlrun
