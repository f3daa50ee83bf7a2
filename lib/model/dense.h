#pragma once

#include <torch/nn/pimpl.h>

#include <vector>

#include "config/model_config.h"
#include "core/random.h"
#include "model/activation.h"
#include "model/batch_norm.h"
#include "model/linear.h"
#include "model/net.h"
#include "model/one_hot.h"

namespace mlrun {

// The plain feed-forward net of DenseOptions over one-hot inputs. Tensors: hidden_<i>.weight,
// hidden_<i>.bias, norm_<i>.*, output.weight, output.bias.
class DenseImpl : public Net {
 public:
  DenseImpl(const DenseOptions& options, const FeatureLayout& layout, int64_t outputs,
            const at::Device& device, Random& random);
  at::Tensor forward(const NetInput& rows) override;  // [n, outputs]
  void pretty_print(std::ostream& stream) const override;

 private:
  DenseOptions options_;
  Activation activation_;
  OneHot input_{nullptr};
  std::vector<Linear> hidden_;
  std::vector<BatchNorm> norms_;
  Linear output_{nullptr};
};
TORCH_MODULE(Dense);

}  // namespace mlrun
