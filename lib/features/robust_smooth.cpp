#include "features/robust_smooth.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "features/linear_quantile.h"

namespace mlrun {
RobustSmooth::RobustSmooth(int64_t inputs, const std::vector<NamedArray>& arrays)
    : median_(require_array(arrays, "median", {inputs}).values),
      scale_(require_array(arrays, "scale", {inputs}).values) {
  const auto bad =
      std::find_if(scale_.begin(), scale_.end(), [](double scale) { return scale <= 0; });
  if (bad == scale_.end()) return;
  throw Error(ErrorKind::kModel, "features: array \"scale\": value " +
                                     std::to_string(bad - scale_.begin()) +
                                     ": expected a number above 0, got " + format_number(*bad));
}

bool RobustSmooth::near_constant(double low, double high) const {
  return high - low <= 1e-6 * std::max(std::abs(low), std::abs(high));
}

void RobustSmooth::add_input(std::vector<double> present, int64_t, Random&) {
  std::sort(present.begin(), present.end());
  const double quartiles = linear_quantile(present, 3, 4) - linear_quantile(present, 1, 4);
  median_.push_back(linear_quantile(present, 1, 2));
  scale_.push_back(quartiles > 0 ? 1 / quartiles : 2 / (present.back() - present.front()));
}

void RobustSmooth::apply(size_t input, std::span<double> values) const {
  constexpr double kLimit = 3;
  for (double& value : values) {
    const double x = (value - median_[input]) * scale_[input];
    value = x / std::sqrt(1 + (x / kLimit) * (x / kLimit));
  }
}

std::vector<NamedArray> RobustSmooth::arrays() const {
  if (median_.empty()) return {};
  const std::vector<int64_t> shape = {static_cast<int64_t>(median_.size())};
  return {{"median", shape, median_}, {"scale", shape, scale_}};
}

}  // namespace mlrun
