#pragma once

#include "model/net.h"
#include "train/loss.h"
#include "train/optimizer.h"
#include "train/step_runner.h"
#include "train/training_rows.h"

namespace mlrun {

// The reference: LibTorch's autograd, operation by operation. Keeps references; all four must
// outlive it.
class EagerStep final : public StepRunner {
 public:
  EagerStep(Net& net, const Loss& loss, Optimizer& optimizer, const TrainingRows& data,
            double clip_norm)
      : net_(net), loss_(loss), optimizer_(optimizer), data_(data), clip_norm_(clip_norm) {}
  at::Tensor step(const at::Tensor& rows, double lr) override;

 private:
  Net& net_;
  const Loss& loss_;
  Optimizer& optimizer_;
  const TrainingRows& data_;
  double clip_norm_;
};

}  // namespace mlrun
