#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "device/layer_api.h"

namespace mlrun {

// Linear layers in a row with relu and dropout behind each, one autograd function by the kernels of
// the API: x [n, m, in] fp32, contiguous; parameters: weight, bias, weight, bias, ...; widths are
// multiples of 8. p pieces of each number, 0: whole numbers.
at::Tensor layers_at_once(const LayerApi& api, const at::Tensor& x,
                          const std::vector<at::Tensor>& parameters, int64_t p, double dropout);

}  // namespace mlrun
