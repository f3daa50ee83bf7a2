#pragma once

#include <span>

namespace mlrun {

// The weighted population skewness m3 / m2^(3/2) of targets; 0 when they are constant or no weight
// is above 0. weights: one per target, or none: all 1.
double skewness(std::span<const float> targets, std::span<const float> weights);

// Whether a net may learn the logarithm of these targets better than the targets: they are all at
// least 0, and their skewness is above 1. Whether it does, only training tells.
bool log1p_may_help(std::span<const float> targets, std::span<const float> weights);

}  // namespace mlrun
