#pragma once

#include <vector>

#include "train/optimizer.h"

namespace mlrun {

class Sgd final : public Optimizer {
 public:
  Sgd(const Net& net, const OptimizerConfig& config);
  void step(const LearningRate& lr) override;

 private:
  double momentum_;
  bool first_step_ = true;
  std::vector<std::vector<at::Tensor>> velocities_;  // one list per group
};

}  // namespace mlrun
