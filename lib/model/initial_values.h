#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/random.h"

namespace mlrun {

// Tensors of independent float32 draws, made on the host and put on a device, so that a seed means
// the same start everywhere.

// U(-bound, bound).
at::Tensor draw_uniform(const std::vector<int64_t>& shape, double bound, const at::Device& device,
                        Random& random);
// N(0, deviation^2).
at::Tensor draw_normal(const std::vector<int64_t>& shape, double deviation,
                       const at::Device& device, Random& random);
// N(0, deviation^2) without what lies more than three deviations out.
at::Tensor draw_cut_normal(const std::vector<int64_t>& shape, double deviation,
                           const at::Device& device, Random& random);

}  // namespace mlrun
