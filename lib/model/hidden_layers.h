#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

namespace mlrun {

struct HiddenLayer {
  at::Tensor weight;  // [out, in]
  at::Tensor bias;    // [out]
};

// Linear layers in a row, each with relu and dropout behind it: x [n, m, in] -> [n, m, out],
// differentiable in x, weights and biases. While a OwnKernelsScope lives they are one piece of
// work forward and one backward; without one LibTorch's operations are the reference, with the same
// masks. Nothing where the device has no such work at this precision, or these layers do not fit it
// (widths that are no multiples of 8, too little work to pay).
//
// The one piece of work keeps fp32 as it is: a number is three bfloat16 pieces, a product the six
// products of pieces that reach fp32's last bits (docs/gpu/hidden_layers.md). bf16 is the first
// piece alone.
std::optional<at::Tensor> hidden_layers(const at::Tensor& x, const std::vector<HiddenLayer>& layers,
                                        double dropout);

}  // namespace mlrun
