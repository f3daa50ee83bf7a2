#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "model/net.h"

namespace mlrun {

// Sets each value to 0 with this probability and scales the others by 1 / (1 - probability)
// (Srivastava et al. 2014). x: [n, width]. With a window the mask is drawn for the whole batch, and
// these rows get theirs.
at::Tensor dropout(const at::Tensor& x, double probability,
                   const std::optional<BatchWindow>& window);

}  // namespace mlrun
