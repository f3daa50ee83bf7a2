#include "train/eager_step.h"

#include <torch/types.h>

namespace mlrun {

at::Tensor EagerStep::step(const at::Tensor& rows, double lr) {
  optimizer_.zero_grad();
  const at::Tensor outputs = net_.forward(data_.inputs.take(rows));
  const at::Tensor weights =
      data_.weights.defined() ? data_.weights.index_select(0, rows) : at::Tensor();
  const at::Tensor loss = loss_(outputs, data_.targets.index_select(0, rows), weights);
  loss.backward();
  if (clip_norm_ > 0) {
    const torch::NoGradGuard no_grad;
    optimizer_.clip_grad_norm(clip_norm_);
  }
  optimizer_.step(lr);
  return loss.detach();
}

}  // namespace mlrun
