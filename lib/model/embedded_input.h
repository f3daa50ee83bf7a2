#pragma once

#include <memory>
#include <vector>

#include "model/net.h"
#include "model/numeric_embedding.h"
#include "model/one_hot.h"

namespace mlrun {

// What stands in front of a net's first layer: the embedded numeric inputs, then indicators and
// one-hot codes. Without an embedding the numeric inputs as they are.
class EmbeddedInput {
 public:
  // Registers the embedding in `net` as "embedding".
  EmbeddedInput(const EmbeddingOptions& options, const FeatureLayout& layout,
                const at::Device& device, Random& random, torch::nn::Module& net);
  at::Tensor forward(const NetInput& rows);  // [n, width]
  void start(const Features& train);         // bins

  int64_t width() const { return width_; }
  // How many neighbouring values come from each input, front to back; they sum to width().
  const std::vector<int64_t>& chunks() const { return chunks_; }
  bool embeds() const { return embedding_ != nullptr; }

 private:
  FeatureLayout layout_;
  OneHot one_hot_;
  std::shared_ptr<NumericEmbedding> embedding_;
  std::vector<int64_t> chunks_;
  int64_t width_ = 0;
};

}  // namespace mlrun
