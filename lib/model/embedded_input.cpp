#include "model/embedded_input.h"

#include <ATen/ops/cat.h>

#include <numeric>

namespace mlrun {

EmbeddedInput::EmbeddedInput(const EmbeddingOptions& options, const FeatureLayout& layout,
                             const at::Device& device, Random& random, torch::nn::Module& net)
    : layout_(layout), one_hot_(layout, device) {
  const auto numeric = static_cast<int64_t>(layout.numeric.size());
  embedding_ = make_embedding(options, numeric, 1, device, random);
  if (embedding_ != nullptr) net.register_module("embedding", embedding_);
  chunks_.assign(layout.numeric.size(), embeds() ? options.width : 1);
  chunks_.insert(chunks_.end(), layout.indicators.size(), 1);
  chunks_.insert(chunks_.end(), layout.cardinalities.begin(), layout.cardinalities.end());
  width_ = std::accumulate(chunks_.begin(), chunks_.end(), int64_t{0});
}

at::Tensor EmbeddedInput::forward(const NetInput& rows) {
  if (!embeds()) return one_hot_(rows);
  const auto numeric = static_cast<int64_t>(layout_.numeric.size());
  const at::Tensor embedded = embedding_->forward(rows.dense.narrow(1, 0, numeric)).flatten(1);
  const int64_t others = width_ - embedded.size(1);
  if (others == 0) return embedded;
  return at::cat({embedded, one_hot_(rows).narrow(1, numeric, others)}, 1);
}

void EmbeddedInput::start(const Features& train) {
  if (embeds()) embedding_->start(train, layout_);
}

}  // namespace mlrun
