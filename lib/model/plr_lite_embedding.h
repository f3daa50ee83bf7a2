#pragma once

#include "model/numeric_embedding.h"

namespace mlrun {

// For each input cos and sin of 2 pi f x with learned frequencies, then one linear layer and ReLU
// that all inputs of a copy share (PeriodicEmbeddings with lite=True of rtdl_num_embeddings;
// Gorishniy et al. 2024, TabR). Parameters: frequencies [inputs, terms], weight [copies, 2 terms,
// width], bias [copies, width].
class PlrLiteEmbedding final : public NumericEmbedding {
 public:
  // frequencies ~ N(0, frequency_scale^2) cut off at three deviations, weight and bias ~
  // U(+-1/sqrt(2 terms)).
  PlrLiteEmbedding(const EmbeddingOptions& options, int64_t numeric, int64_t copies,
                   const at::Device& device, Random& random);
  at::Tensor forward(const at::Tensor& x) override;

 private:
  at::Tensor frequencies_, weight_, bias_;
};

}  // namespace mlrun
