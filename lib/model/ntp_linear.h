#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <string>

#include "core/random.h"

namespace mlrun {

// y = x W / sqrt(in) + b for each member, the neural tangent parametrisation: W has values around
// 1 whatever the width, so that one learning rate serves all layers (Jacot et al. 2018; Holzmueller
// et al. 2024). Parameters: weight [members, in, out], bias [members, out].
class NtpLinearImpl : public torch::nn::Module {
 public:
  enum class Start { kNormal, kZero, kData };  // data: weights N(0, 1) until fit

  NtpLinearImpl(int64_t members, int64_t in, int64_t out, Start start, const at::Device& device,
                Random& random);
  at::Tensor forward(const at::Tensor& x);  // [members, n, in] -> [members, n, out]
  // Divides each column of weights by the deviation of its answers to these rows (where there is
  // one), and sets each bias to minus a random convex combination of five of them. Returns the
  // layer's answers. x: [members, n, in] on a CPU, n > 0. Sources: weight_init_mode "std" and
  // bias_init_mode "he+5" of pytabkit; Steinwart 2019.
  at::Tensor fit(const at::Tensor& x, Random& random);

 private:
  at::Tensor product(const at::Tensor& x, const at::Tensor& bias);

  double factor_;
  at::Tensor weight_;
  at::Tensor bias_;
};
TORCH_MODULE(NtpLinear);

}  // namespace mlrun
