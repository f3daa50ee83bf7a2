#pragma once

#include <torch/nn/pimpl.h>

#include <optional>
#include <vector>

#include "config/model_config.h"
#include "core/random.h"
#include "model/activation.h"
#include "model/batch_norm.h"
#include "model/dropout.h"
#include "model/embedded_input.h"
#include "model/linear.h"
#include "model/net.h"

namespace mlrun {

// The plain feed-forward net of DenseOptions over its inputs, embedded or as they are. Tensors:
// embedding.*, hidden_<i>.weight, hidden_<i>.bias, norm_<i>.*, output.weight, output.bias.
class DenseImpl : public Net {
 public:
  DenseImpl(const DenseOptions& options, const FeatureLayout& layout, int64_t outputs,
            const at::Device& device, Random& random);
  at::Tensor forward(const NetInput& rows) override;  // [n, outputs]
  void start(const Features& train, Random& random) override;
  void set_dropout_share(double share) override { dropout_.set_share(share); }
  void pretty_print(std::ostream& stream) const override;

 private:
  at::Tensor hidden_part(at::Tensor x, const NetInput& rows);
  std::optional<at::Tensor> at_once(const at::Tensor& x, const NetInput& rows);

  DenseOptions options_;
  Activation activation_;
  Dropout dropout_;
  EmbeddedInput input_;
  std::vector<Linear> hidden_;
  std::vector<BatchNorm> norms_;
  Linear output_{nullptr};
};
TORCH_MODULE(Dense);

}  // namespace mlrun
