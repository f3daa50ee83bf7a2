#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include "features/features.h"
#include "model/net.h"

namespace mlrun {

// Dense inputs and one-hot codes side by side; an unknown or missing level is all zeros.
class OneHotImpl : public torch::nn::Module {
 public:
  OneHotImpl(const FeatureLayout& layout, const at::Device& device);
  at::Tensor forward(const NetInput& rows);  // [n, layout.one_hot_width()]

 private:
  int64_t width_;
  // Not in the model file: both follow from the layout.
  at::Tensor first_;  // [1, categorical]: where each column's levels begin in the output
  at::Tensor trash_;  // [1, 1]: the extra slot that unknown levels are sent to
};
TORCH_MODULE(OneHot);

}  // namespace mlrun
