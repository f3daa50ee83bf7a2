#pragma once

#include "model/numeric_embedding.h"

namespace mlrun {

// For each input: cos(2 pi f x + p) with learned frequencies and phases, a linear layer of its own,
// and x itself as the last value ("periodic bias linear densenet", Holzmueller et al. 2024, section
// 3; package pytabkit). Parameters: frequencies and phases [inputs, terms], weight [inputs, terms,
// width - 1], bias [inputs, width - 1].
class PbldEmbedding final : public NumericEmbedding {
 public:
  // frequencies ~ N(0, frequency_scale^2), phases ~ U(-pi, pi), weight and bias ~
  // U(+-1/sqrt(terms)).
  PbldEmbedding(const EmbeddingOptions& options, int64_t inputs, const at::Device& device,
                Random& random);
  at::Tensor forward(const at::Tensor& x) override;

 private:
  at::Tensor frequencies_, phases_, weight_, bias_;
};

}  // namespace mlrun
