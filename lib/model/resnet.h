#pragma once

#include <torch/nn/pimpl.h>

#include <vector>

#include "config/model_config.h"
#include "core/random.h"
#include "model/batch_norm.h"
#include "model/dropout.h"
#include "model/embedded_input.h"
#include "model/linear.h"
#include "model/net.h"

namespace mlrun {

// The ResNet of ResNetOptions (Gorishniy et al. 2021, section 3.2; package rtdl_revisiting_models).
// Tensors: embedding.*, input.*, block_<i>_norm.*, block_<i>_first.*, block_<i>_second.*,
// output_norm.*, output.*.
class ResNetImpl : public Net {
 public:
  ResNetImpl(const ResNetOptions& options, const FeatureLayout& layout, int64_t outputs,
             const at::Device& device, Random& random);
  at::Tensor forward(const NetInput& rows) override;  // [n, outputs]
  void start(const Features& train, Random& random) override;
  void set_dropout_share(double share) override;
  void pretty_print(std::ostream& stream) const override;

 private:
  struct Block {
    BatchNorm norm;
    Linear first;
    Linear second;
  };
  void add_block(const std::string& name, const at::Device& device, Random& random);
  at::Tensor block(Block& block, const at::Tensor& x, const NetInput& rows);

  ResNetOptions options_;
  Dropout dropout_;
  Dropout residual_dropout_;
  EmbeddedInput input_;
  Linear first_{nullptr};
  std::vector<Block> blocks_;
  BatchNorm norm_{nullptr};
  Linear output_{nullptr};
};
TORCH_MODULE(ResNet);

}  // namespace mlrun
