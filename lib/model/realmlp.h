#pragma once

#include <torch/nn/pimpl.h>

#include <vector>

#include "config/model_config.h"
#include "core/random.h"
#include "model/activation.h"
#include "model/dropout.h"
#include "model/net.h"
#include "model/ntp_linear.h"
#include "model/realmlp_input.h"

namespace mlrun {

// RealMLP (Holzmueller et al. 2024; RealMLP-TD of pytabkit), `members` nets side by side. Tensors,
// each with the members in front: embedding.*, plain.*, category_embedding, scale [inputs],
// hidden_<i>.{weight, bias}, activation_<i> [width], output.{weight, bias}.
class RealMlpImpl : public Net {
 public:
  RealMlpImpl(const RealMlpOptions& options, const FeatureLayout& layout, int64_t outputs,
              bool classification, const at::Device& device, Random& random);
  at::Tensor forward(const NetInput& rows) override;  // [n, members, outputs]
  int64_t members() const override { return options_.members; }
  bool trains_per_member() const override { return options_.members > 1; }
  // Scaling and bins by all training rows; with init "data" also the layers, by as many rows as
  // 256 MB of values allow.
  void start(const Features& train, Random& random) override;
  // Multiples of the learning rate: scale 6, bias, activation and periodic embedding .1. The decay
  // of a step goes by them twice, as in the reference code, and leaves biases alone.
  ParameterRule rule(const std::string& parameter_path) const override;
  void set_dropout_share(double share) override { dropout_.set_share(share); }
  void pretty_print(std::ostream& stream) const override;

 private:
  struct Hidden {
    NtpLinear linear;
    at::Tensor activation;  // undefined where it is not parametric
  };
  void add_layers(const at::Device& device, Random& random);
  at::Tensor scaled_input(const NetInput& rows);
  at::Tensor activate(const Hidden& layer, const at::Tensor& x) const;
  void fit_layers(const Features& train, Random& random);
  int64_t rows_to_fit(int64_t rows) const;

  RealMlpOptions options_;
  FeatureLayout layout_;
  int64_t outputs_;
  bool classification_;
  Activation activation_;
  Dropout dropout_;
  RealMlpInput input_;
  at::Tensor scale_;
  std::vector<Hidden> hidden_;
  NtpLinear output_{nullptr};
};
TORCH_MODULE(RealMlp);

}  // namespace mlrun
