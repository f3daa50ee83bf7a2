#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <vector>

#include "core/random.h"
#include "model/layers_at_once.h"

namespace mlrun {

// y = x W^T + b, made on its device from values drawn on the host, so that a seed means the same
// start everywhere (and because a module cannot be moved to every device afterwards).
class LinearImpl : public torch::nn::Module {
 public:
  // W [out, in] and b [out] ~ U(+-1/sqrt(in)), LibTorch's own default.
  LinearImpl(int64_t in, int64_t out, const at::Device& device, Random& random);
  at::Tensor forward(const at::Tensor& x);  // [n, in] -> [n, out]
  HiddenLayer parameters() const { return {weight_, bias_}; }

 private:
  at::Tensor weight_;
  at::Tensor bias_;
};
TORCH_MODULE(Linear);

// Of layers in a row.
std::vector<HiddenLayer> parameters_of(const std::vector<Linear>& layers);

}  // namespace mlrun
