#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <vector>

#include "model/net.h"
#include "model/one_hot.h"

namespace mlrun {

// Indicators and categories of few levels as RealMLP takes them (SingleOneHotLayer of pytabkit and
// the transforms behind it). A category of two levels is one column: 1, -1, and 0 for unknown; of
// one level: 1, and -1 for unknown; of more: one-hot, all 0 for unknown. Then for every column the
// robust scaling and smooth clipping of numeric columns: x = (x - center) * factor,
// x / sqrt(1 + (x / 3)^2). Buffers: center, factor [width], 0 and 1 before start.
class PlainInputsImpl : public torch::nn::Module {
 public:
  // Takes the categories of at most `one_hot_limit` levels.
  PlainInputsImpl(const FeatureLayout& layout, int64_t one_hot_limit, const at::Device& device);
  // [n, width]: indicators, categories of one column each, one-hot codes. Requires width() > 0.
  at::Tensor forward(const NetInput& rows);
  // center: the median; factor: 1 / (75 % quantile - 25 % quantile), 2 / (largest - smallest) where
  // those are equal, 0 for a constant column.
  void start(const Features& train);
  int64_t width() const { return width_; }

 private:
  at::Tensor codes_of(const NetInput& rows, const at::Tensor& columns) const;

  FeatureLayout layout_;
  std::vector<int64_t> single_;  // categories of one column each, by their place in the layout
  std::vector<int64_t> many_;    // one-hot
  at::Tensor single_columns_, many_columns_;
  at::Tensor unknown_;  // [single]: what stands for an unknown level
  OneHot one_hot_{nullptr};
  int64_t width_ = 0;
  at::Tensor center_, factor_;
};
TORCH_MODULE(PlainInputs);

}  // namespace mlrun
