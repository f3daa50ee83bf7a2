#pragma once

#include <ATen/core/Tensor.h>

namespace mlrun {

// One training step: gather, forward, loss, backward, clip, update. How it is run (eagerly now; a
// captured graph, a planned step) is the runner's business; the numbers are the same.
class StepRunner {
 public:
  virtual ~StepRunner() = default;
  // Rows of the batch by index [n] (int64, on the training device), and this step's learning rate.
  // Returns the batch's loss as a scalar on the device, without waiting for it.
  virtual at::Tensor step(const at::Tensor& rows, double lr) = 0;
};

}  // namespace mlrun
