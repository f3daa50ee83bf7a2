#pragma once

#include <vector>

#include "train/optimizer.h"

namespace mlrun {

class AdamW final : public Optimizer {
 public:
  AdamW(const Net& net, const OptimizerConfig& config);
  void step(const LearningRate& lr) override;

 private:
  struct Moments {
    std::vector<at::Tensor> first;
    std::vector<at::Tensor> second;
    std::vector<at::Tensor> steps;  // one float32 scalar per parameter, on its device
  };
  OptimizerConfig config_;
  std::vector<Moments> moments_;  // one per group
};

}  // namespace mlrun
