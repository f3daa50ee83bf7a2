#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "model/net.h"

namespace mlrun {

// An exponential average of a net's parameters and running statistics over the steps, without the
// bias to its start: after step n the weight of step i is decay^(n - i), and all weights together
// are 1.
class WeightAverage {
 public:
  // Keeps the tensors of the net. Requires 0 < decay < 1, and float32 tensors that stay where they
  // are.
  WeightAverage(const Net& net, double decay);
  // Takes the net as it is after a step. Reads nothing on the host, so that steps may be recorded.
  void update();
  // Exchanges the net's values with the averages: once to judge and keep them, once more to train
  // on. Requires an update before.
  void swap();
  // Of the parameters in their order, then of the running statistics: for steps that make the
  // averages themselves and put them here.
  const std::vector<at::Tensor>& averages() const { return average_; }

 private:
  double decay_;
  std::vector<at::Tensor> own_;      // of the net
  std::vector<at::Tensor> average_;  // of the same shapes
  at::Tensor total_;                 // [] on the device: the sum of decay^(n - i)
};

}  // namespace mlrun
