#include "features/robust_smooth.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

// Of rising values, by linear interpolation between them.
double quantile(const std::vector<double>& rising, double share) {
  const double at = share * static_cast<double>(rising.size() - 1);
  const auto below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, rising.size() - 1);
  return rising[below] + (at - static_cast<double>(below)) * (rising[above] - rising[below]);
}

}  // namespace

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
  const double quartiles = quantile(present, 0.75) - quantile(present, 0.25);
  median_.push_back(quantile(present, 0.5));
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
