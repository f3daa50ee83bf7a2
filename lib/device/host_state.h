#pragma once

#include <torch/nn/module.h>

#include "checkpoint/state_dict.h"

namespace mlrun {

// Copies of every parameter and buffer as host tensors, by their path in the module. Whatever the
// device, nothing of it is left in the result.
StateDict host_state(const torch::nn::Module& module);

// Sets every parameter and buffer from a state, on the module's own device. Throws Error(kModel)
// listing every missing, unknown, wrongly shaped and wrongly typed tensor at once; then nothing
// has been changed.
void load_state(torch::nn::Module& module, const StateDict& state);

// A host tensor as a LibTorch CPU tensor that owns its memory, and back (from any device).
at::Tensor to_tensor(const HostTensor& tensor);
HostTensor to_host(const at::Tensor& tensor);

}  // namespace mlrun
