#pragma once

#include <ATen/core/Tensor.h>

#include <span>

namespace mlrun {

// Some batches of equal size, to be trained on one after the other.
struct StepBatches {
  at::Tensor rows;             // [steps, batch] or [steps, batch, members]: row indices, int64, on
                               // the device (or the host, as the runner takes them)
  std::span<const double> lr;  // [steps]: learning rate of each step
  at::Tensor lr_on_device;     // [steps]: the same, float32, on the device
};

// Training steps: gather, forward, loss, backward, clip, update. How they are run (eagerly, as a
// captured graph, planned) is the runner's business; the numbers are the same.
class StepRunner {
 public:
  virtual ~StepRunner() = default;
  // Returns the sum of the batches' mean losses as a scalar on the device, without waiting for it;
  // it is valid until the next call.
  virtual at::Tensor run(const StepBatches& batches) = 0;
  // Whether it wants the row indices on the host.
  virtual bool takes_host_rows() const { return false; }
  // The shares of dropout and weight decay that the coming steps use, where the runner does not
  // read them from net and optimizer.
  virtual void set_shares(double /*dropout*/, double /*decay*/) {}
  // Waits for the other ranks of a mirrored run. Requires a call before the host reads a loss.
  virtual void drain() {}
};

}  // namespace mlrun
