#pragma once

#include <functional>
#include <vector>

#include "config/train_config.h"
#include "core/random.h"
#include "model/net.h"
#include "train/step_runner.h"

namespace mlrun {

// One pass after the other over the training rows, in an order drawn on the host, so that a seed
// means the same order on every device. Keeps the references.
class EpochLoop {
 public:
  // launch: steps given to the runner at a time; on_launch hears before each, how far the run is
  // (0 to 1).
  EpochLoop(Net& net, StepRunner& runner, const TrainConfig& config, int64_t rows,
            int64_t batch_size, int64_t launch, const at::Device& device,
            std::function<void(double)> on_launch = nullptr);
  // Mean loss over the batches of one pass; the only host read of the pass. Throws Stopped between
  // two launches when a signal came.
  double run();
  int64_t steps() const { return steps_; }  // per pass

 private:
  at::Tensor order();
  at::Tensor train(const at::Tensor& order);

  Net& net_;
  StepRunner& runner_;
  const TrainConfig& config_;
  int64_t rows_;
  int64_t batch_size_;
  int64_t launch_;
  at::Device device_;
  int64_t steps_;
  std::function<void(double)> on_launch_;
  std::vector<Random> shuffles_;  // one, or one per member that trains on rows of its own
  int64_t step_ = 0;              // of the run
};

}  // namespace mlrun
