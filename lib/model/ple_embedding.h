#pragma once

#include "model/numeric_embedding.h"

namespace mlrun {

// e = (x w + b) + PLE(x) W for each input, without activation: PiecewiseLinearEmbeddings, version
// B, of rtdl_num_embeddings (Gorishniy et al. 2022 and 2025). Parameters: linear_weight and
// linear_bias [inputs, width], weight [inputs, bins, width]. Buffers [inputs, bins]: slope, offset,
// low, high, those of PleBins; all 0 before start, then and for a column that is constant over the
// training rows PLE(x) is 0.
class PleEmbedding final : public NumericEmbedding {
 public:
  // w, b ~ U(+-1/sqrt(width)); W = 0, so that the embedding is linear at first.
  PleEmbedding(const EmbeddingOptions& options, int64_t numeric, int64_t copies,
               const at::Device& device, Random& random);
  at::Tensor forward(const at::Tensor& x) override;
  void start(const Features& train, const FeatureLayout& layout) override;

 private:
  int64_t copies_;
  bool spread_;
  at::Tensor linear_weight_, linear_bias_, weight_;
  at::Tensor slope_, offset_, low_, high_;
};

}  // namespace mlrun
