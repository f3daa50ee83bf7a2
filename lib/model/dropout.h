#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "model/net.h"

namespace mlrun {

// Sets each value to 0 with this probability and scales the others by 1 / (1 - probability)
// (Srivastava et al. 2014). Dimension `dim` of x counts the rows. With a window the mask is drawn
// for the whole batch, and these rows get theirs.
at::Tensor dropout(const at::Tensor& x, double probability,
                   const std::optional<BatchWindow>& window, int64_t dim = 0);

// The same with the probability that a value is kept as a scalar on the device, so that steps that
// are recorded see another one each time.
at::Tensor keep_some(const at::Tensor& x, const at::Tensor& kept, int64_t dim,
                     const std::optional<BatchWindow>& window);

// The dropout of a layer: a fixed probability, or a share of it that falls over a run.
class Dropout {
 public:
  Dropout(double probability, const at::Device& device)
      : probability_(probability), device_(device) {}
  // Dimension `dim` of x counts the rows. The window is that of these rows.
  at::Tensor operator()(const at::Tensor& x, const std::optional<BatchWindow>& window,
                        int64_t dim = 0) const;
  // The probability where it is fixed and masks are drawn for these rows alone.
  std::optional<double> plain(const std::optional<BatchWindow>& window) const {
    return kept_.defined() || window ? std::nullopt : std::optional(probability_);
  }
  // The share of the probability that the coming steps use. Once set it is read on the device, so
  // that steps may have been recorded since.
  void set_share(double share);

 private:
  double probability_;
  at::Device device_;
  at::Tensor kept_;  // [] on the device: how much is kept; undefined: 1 - probability, always
};

// The window of a batch in which each row stands `count` times, side by side.
std::optional<BatchWindow> times(const std::optional<BatchWindow>& window, int64_t count);

}  // namespace mlrun
