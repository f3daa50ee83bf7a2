#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "model/layers_at_once.h"

namespace mlrun {

// The layers of a stack, differentiable in all its tensors; gives what layers_at_once does. While
// an OwnKernelsScope lives they are one piece of work forward and one backward; without one
// LibTorch's operations are the reference, with the same masks. Nothing where the device has no
// kernels of mlrun's own, or a width is no multiple of 8.
//
// Large products of fp32 go by two fp16 pieces of each number, to fp32's last bits
// (docs/gpu/hidden_layers.md), where that is faster; bf16 takes one bfloat16 piece; tf32 and small
// products take whole numbers. Each way is proven once on each device (layer_proof.h).
std::optional<at::Tensor> hidden_layers(LayerStack stack, double dropout);

}  // namespace mlrun
