#include "features/target_skew.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace mlrun {

double skewness(std::span<const float> targets, std::span<const float> weights) {
  const auto weight_of = [&](size_t i) {
    return weights.empty() ? 1.0 : static_cast<double>(weights[i]);
  };
  double weight = 0;
  double sum = 0;
  for (size_t i = 0; i < targets.size(); ++i) {
    weight += weight_of(i);
    sum += weight_of(i) * static_cast<double>(targets[i]);
  }
  if (!(weight > 0)) return 0;
  double squares = 0;
  double cubes = 0;
  for (size_t i = 0; i < targets.size(); ++i) {
    const double distance = static_cast<double>(targets[i]) - sum / weight;
    squares += weight_of(i) * distance * distance;
    cubes += weight_of(i) * distance * distance * distance;
  }
  const double variance = squares / weight;
  return variance > 0 ? cubes / weight / std::pow(variance, 1.5) : 0;
}

bool log1p_may_help(std::span<const float> targets, std::span<const float> weights) {
  constexpr double kSkewed = 1;
  const bool positive =
      std::all_of(targets.begin(), targets.end(), [](float target) { return target >= 0; });
  return positive && skewness(targets, weights) > kSkewed;
}

}  // namespace mlrun
