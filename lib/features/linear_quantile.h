#pragma once

#include <cstdint>
#include <span>

namespace mlrun {

// The quantile at part / parts of rising values, linear between the two nearest (numpy's and R's
// type 7). The place among them is counted in integers: no rounding moves it off a value. Requires
// at least one value, all finite, and 0 <= part <= parts, parts > 0.
double linear_quantile(std::span<const double> rising, int64_t part, int64_t parts);

}  // namespace mlrun
