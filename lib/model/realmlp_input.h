#pragma once

#include <memory>
#include <vector>

#include "model/net.h"
#include "model/numeric_embedding.h"
#include "model/plain_inputs.h"

namespace mlrun {

// What stands in front of RealMLP's first layer: embedded numeric inputs, indicators and categories
// of few levels, embeddings of the others; an unknown or missing level has an embedding of its own.
// Each member has its own embeddings.
class RealMlpInput {
 public:
  // Registers in `net`: embedding, plain, and the parameter category_embedding [members, rows,
  // category_width] ~ N(0, 1), where there is something for them; a category's rows are the unknown
  // level, then the others, and the categories follow each other.
  RealMlpInput(const RealMlpOptions& options, const FeatureLayout& layout, const at::Device& device,
               Random& random, torch::nn::Module& net);
  at::Tensor forward(const NetInput& rows);  // [members, n, width]
  void start(const Features& train);
  int64_t width() const { return width_; }

 private:
  void add_categories(const RealMlpOptions& options, const at::Device& device, Random& random,
                      torch::nn::Module& net);
  at::Tensor of_members(const at::Tensor& values, bool per_member) const;
  at::Tensor numbers(const NetInput& rows);
  at::Tensor categories(const NetInput& rows);

  FeatureLayout layout_;
  int64_t members_;
  std::shared_ptr<NumericEmbedding> embedding_;
  PlainInputs plain_;
  at::Tensor columns_;  // [embedded categories]: their places among the codes
  at::Tensor first_;    // [members, embedded categories]: rows of the first known level
  at::Tensor category_embedding_;
  int64_t numbers_ = 0;  // values that come from the numeric inputs
  int64_t width_ = 0;
};

}  // namespace mlrun
