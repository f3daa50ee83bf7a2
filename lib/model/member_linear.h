#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <optional>

#include "core/random.h"
#include "model/layers_at_once.h"

namespace mlrun {

// A linear layer of its own for each member. Parameters: weight [members, in, out], bias [members,
// out], both ~ U(+-1/sqrt(in)) (LinearEnsemble of the tabm package).
class MemberLinearImpl : public torch::nn::Module {
 public:
  MemberLinearImpl(int64_t members, int64_t in, int64_t out, const at::Device& device,
                   Random& random);
  at::Tensor forward(const at::Tensor& x);  // [n, members, in] -> [n, members, out]
  // Weight [members, in] and bias [members], where there is one output.
  std::optional<HiddenLayer> single() const;

 private:
  at::Tensor weight_;
  at::Tensor bias_;
};
TORCH_MODULE(MemberLinear);

}  // namespace mlrun
