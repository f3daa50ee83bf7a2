#pragma once

#include "train/step_runner.h"
#include "train/training_step.h"

namespace mlrun {

// The reference: each operation by itself. With `shrink`, a batch that does not fit the device's
// memory is split into twice as many parts, said on stderr, until it fits.
class EagerStep final : public StepRunner {
 public:
  // Keeps a reference to the step.
  EagerStep(TrainingStep& step, bool shrink) : step_(step), shrink_(shrink) {}
  at::Tensor run(const StepBatches& batches) override;
  void drain() override { step_.drain(); }

 private:
  at::Tensor run_one(const at::Tensor& rows, const LearningRate& lr);
  bool fits(const at::Tensor& rows, const LearningRate& lr, at::Tensor& loss);

  TrainingStep& step_;
  bool shrink_;
};

}  // namespace mlrun
