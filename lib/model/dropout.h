#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "model/net.h"

namespace mlrun {

// Sets each value to 0 with this probability and scales the others by 1 / (1 - probability)
// (Srivastava et al. 2014). x: [n, ...]. With a window the mask is drawn for the whole batch, and
// these rows get theirs.
at::Tensor dropout(const at::Tensor& x, double probability,
                   const std::optional<BatchWindow>& window);

// The same with the probability that a value is kept as a scalar on the device, so that steps that
// are recorded see another one each time. Dimension `dim` of x counts the rows.
at::Tensor keep_some(const at::Tensor& x, const at::Tensor& kept, int64_t dim,
                     const std::optional<BatchWindow>& window);

// The window of a batch in which each row stands `count` times, side by side.
std::optional<BatchWindow> times(const std::optional<BatchWindow>& window, int64_t count);

}  // namespace mlrun
