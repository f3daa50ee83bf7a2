#pragma once

#include <span>

namespace mlrun {

// The x with P(Z <= x) = p for a standard normal Z; relative error about 1e-15, the same bits on
// every host. Requires 0 < p < 1. Algorithm AS 241, PPND16: Wichura, Applied Statistics 37 (1988).
double normal_quantile(double p);
// The same, bit by bit, for many in place; NaN stays NaN.
void normal_quantiles(std::span<double> values);

}  // namespace mlrun
