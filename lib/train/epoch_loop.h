#pragma once

#include <functional>
#include <vector>

#include "config/train_config.h"
#include "core/random.h"
#include "model/net.h"
#include "train/step_runner.h"
#include "train/time_limit.h"

namespace mlrun {

// One pass after the other over the training rows, in an order drawn on the host, so that a seed
// means the same order on every device. Keeps the references.
class EpochLoop {
 public:
  // launch: steps given to the runner at a time; on_launch hears before each, how far the run is
  // (0 to 1). limit: asked after each launch, ends the pass; or null.
  EpochLoop(Net& net, StepRunner& runner, const TrainConfig& config, int64_t rows,
            int64_t batch_size, int64_t launch, const at::Device& device,
            std::function<void(double)> on_launch = nullptr, TimeLimit* limit = nullptr);
  // Mean loss over the batches of one pass, or of its part until the limit passed; the only host
  // read of the pass. Throws Stopped between
  // two launches when a signal came.
  double run();
  int64_t steps() const { return steps_; }      // per pass
  int64_t steps_done() const { return done_; }  // of the last pass
  bool complete() const { return done_ == steps_; }
  // Whether the limit has passed, on all ranks alike. Every rank is to ask.
  bool out_of_time() { return limit_ != nullptr && limit_->passed(); }

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
  TimeLimit* limit_;
  int64_t done_ = 0;
  std::vector<Random> shuffles_;  // one, or one per member that trains on rows of its own
  int64_t step_ = 0;              // of the run
};

}  // namespace mlrun
