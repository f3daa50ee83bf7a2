#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include "core/random.h"

namespace mlrun {

// y = ((x * R) W^T) * S + B: a linear layer that the members share, but for a scale of inputs and
// outputs and a bias of their own (BatchEnsemble, Wen et al. 2020; LinearBatchEnsemble of the tabm
// package). Parameters: weight [out, in], input_scale [members, in], output_scale and bias
// [members, out].
class BatchEnsembleLinearImpl : public torch::nn::Module {
 public:
  // weight ~ U(+-1/sqrt(in)), one bias of the same distribution for all members, output scale 1.
  BatchEnsembleLinearImpl(const at::Tensor& input_scale, int64_t out, const at::Device& device,
                          Random& random);
  // [n, members, in], or [n, 1, in] where all members see the same -> [n, members, out].
  at::Tensor forward(const at::Tensor& x);

 private:
  at::Tensor weight_;
  at::Tensor input_scale_;
  at::Tensor output_scale_;
  at::Tensor bias_;
};
TORCH_MODULE(BatchEnsembleLinear);

}  // namespace mlrun
