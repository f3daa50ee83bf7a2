#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "model/layers_at_once.h"

namespace mlrun {

// What both ways through layers_at_once know besides tensors.
struct StackSetting {
  const LayerApi* api;
  int64_t p;
  double dropout;
  int64_t layers, members, inputs;
  bool factors, heads;
};

// What the way back needs of the way forward; what a stack does not have is undefined.
struct KeptTensors {
  std::vector<at::Tensor> inputs;   // of each layer, in pieces (LayerApi)
  std::vector<at::Tensor> weights;  // of each layer, as the way back multiplies
  at::Tensor y;                     // [n, m, width], of the last layer
  at::Tensor x, factors, head_weight, levels;

  std::vector<at::Tensor> pack() const;
  static KeptTensors unpack(const std::vector<at::Tensor>& all, int64_t layers);
};

// Whether kernels can read it four numbers at a time, as far as its beginning goes.
bool begins_by_fours(const at::Tensor& values);

struct StackGradients {
  at::Tensor x;  // undefined where it is not wanted
  std::vector<HiddenLayer> layers;
  at::Tensor factors;
  HiddenLayer heads;
};

}  // namespace mlrun
