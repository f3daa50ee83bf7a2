#pragma once

#include "config/train_config.h"
#include "device/strategy.h"
#include "model/net.h"
#include "train/loss.h"
#include "train/optimizer.h"
#include "train/training_rows.h"
#include "train/weight_average.h"

namespace mlrun {

// The work of one step, which every runner does: LibTorch's autograd, operation by operation. Keeps
// references; all of them must outlive it.
class TrainingStep {
 public:
  TrainingStep(Net& net, const Loss& loss, Optimizer& optimizer, const TrainingRows& data,
               const TrainConfig& config, const at::Device& device, const Strategy& strategy);

  // Updates the net from the rows of one batch, [n] or [n, members], and returns its mean loss. Of
  // a mirrored run each rank works on its share, and all get the update and the loss of the whole
  // batch. Reads nothing on the host, so it can be recorded (one device, one part).
  at::Tensor run(const at::Tensor& rows, const LearningRate& lr);
  // Keeps an average that takes the net after every step; null: none.
  void set_average(WeightAverage* average) { average_ = average; }
  // Waits until the other ranks have done their part of the steps so far. Requires a call before
  // the host reads what run returned.
  void drain() const { strategy_.drain(); }
  // Forgets what a step that failed has left behind.
  void reset() { optimizer_.zero_grad(); }

  // A batch is worked through in this many parts, one after the other, with the same result.
  int64_t parts() const { return parts_; }
  void set_parts(int64_t parts) { parts_ = parts; }
  const at::Device& device() const { return device_; }

 private:
  at::Tensor gradients_of(const at::Tensor& rows, const BatchShare& share);
  at::Tensor part_of_loss(const at::Tensor& rows, const BatchShare& share);
  at::Tensor weight_of(const at::Tensor& rows, const BatchShare& share, const at::Tensor& weights);

  Net& net_;
  const Loss& loss_;
  Optimizer& optimizer_;
  const TrainingRows& data_;
  const TrainConfig& config_;
  at::Device device_;
  const Strategy& strategy_;
  bool windowed_;  // masks are drawn for whole batches, because parts of one are to agree
  int64_t parts_ = 1;
  WeightAverage* average_ = nullptr;
};

}  // namespace mlrun
