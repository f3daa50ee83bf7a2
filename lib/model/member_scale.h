#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/random.h"

namespace mlrun {

// First factors by which the members of a net tell its inputs apart: [members, sum of chunks]. All
// values of a chunk (what comes from one input) get the same draw: N(0, 1), or -1 and 1 with equal
// chance (init_scaling_ of the tabm package).
at::Tensor draw_member_scale(int64_t members, const std::vector<int64_t>& chunks, bool normal,
                             const at::Device& device, Random& random);

}  // namespace mlrun
