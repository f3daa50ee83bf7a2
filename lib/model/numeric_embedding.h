#pragma once

#include <torch/nn/module.h>

#include <memory>

#include "config/model_config.h"
#include "core/random.h"
#include "features/features.h"

namespace mlrun {

// Widens every numeric input to several values, each input by parameters of its own. The module is
// called "embedding" in a net, so that its parameters are embedding.weight and so on.
class NumericEmbedding : public torch::nn::Module {
 public:
  // [n, inputs] -> [n, inputs, width].
  virtual at::Tensor forward(const at::Tensor& x) = 0;
  // Sets what depends on the training rows; where there is more than one copy, for each alike.
  virtual void start(const Features&, const FeatureLayout&) {}
};

// The embedding that the options name for `numeric` inputs, `copies` times with initial values of
// their own: it has copies * numeric inputs, those of a copy side by side. Null for type none, and
// where there are no inputs.
std::shared_ptr<NumericEmbedding> make_embedding(const EmbeddingOptions& options, int64_t numeric,
                                                 int64_t copies, const at::Device& device,
                                                 Random& random);

}  // namespace mlrun
