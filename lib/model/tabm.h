#pragma once

#include <torch/nn/pimpl.h>

#include <optional>
#include <vector>

#include "config/model_config.h"
#include "core/random.h"
#include "model/batch_ensemble_linear.h"
#include "model/dropout.h"
#include "model/embedded_input.h"
#include "model/linear.h"
#include "model/member_linear.h"
#include "model/net.h"

namespace mlrun {

// TabM (Gorishniy et al. 2025): members that share an MLP, and train together. Tensors:
// embedding.*; mini: member_scale [members, inputs], hidden_<i>.weight, hidden_<i>.bias; full:
// hidden_<i>.{weight, input_scale, output_scale, bias}; heads.weight, heads.bias.
class TabMImpl : public Net {
 public:
  TabMImpl(const TabMOptions& options, const FeatureLayout& layout, int64_t outputs,
           const at::Device& device, Random& random);
  at::Tensor forward(const NetInput& rows) override;  // [n, members, outputs]
  int64_t members() const override { return options_.members; }
  bool trains_per_member() const override { return options_.batches == "own"; }
  void start(const Features& train, Random& random) override;
  void set_dropout_share(double share) override { dropout_.set_share(share); }
  void pretty_print(std::ostream& stream) const override;

 private:
  void add_layers(int64_t outputs, const at::Device& device, Random& random);
  at::Tensor shared_layers(const at::Tensor& x, const NetInput& rows);
  std::optional<at::Tensor> at_once(const at::Tensor& x, const NetInput& rows);
  at::Tensor ensemble_layers(at::Tensor x, const NetInput& rows);

  TabMOptions options_;
  Dropout dropout_;
  EmbeddedInput input_;
  at::Tensor member_scale_;  // mini
  std::vector<Linear> shared_;
  std::vector<BatchEnsembleLinear> ensemble_;  // full
  MemberLinear heads_{nullptr};
};
TORCH_MODULE(TabM);

}  // namespace mlrun
