#include "features/standard_scaler.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {

StandardScaler::StandardScaler(int64_t inputs, const std::vector<NamedArray>& arrays)
    : mean_(require_array(arrays, "mean", {inputs}).values),
      deviation_(require_array(arrays, "deviation", {inputs}).values) {
  const auto bad = std::find_if(deviation_.begin(), deviation_.end(),
                                [](double deviation) { return deviation <= 0; });
  if (bad == deviation_.end()) return;
  throw Error(ErrorKind::kModel, "features: array \"deviation\": value " +
                                     std::to_string(bad - deviation_.begin()) +
                                     ": expected a number above 0, got " + format_number(*bad));
}

bool StandardScaler::near_constant(double low, double high) const {
  return high - low <= 1e-6 * std::max(std::abs(low), std::abs(high));
}

// Two passes: the mean first, so that large means cost no digits of the deviation.
void StandardScaler::add_input(std::vector<double> present, int64_t, Random&) {
  const auto count = static_cast<double>(present.size());
  double sum = 0;
  for (const double value : present) sum += value;
  const double mean = sum / count;
  double squares = 0;
  for (const double value : present) squares += (value - mean) * (value - mean);
  mean_.push_back(mean);
  deviation_.push_back(std::sqrt(squares / count));
}

void StandardScaler::apply(size_t input, std::span<double> values) const {
  const double mean = mean_[input];
  const double deviation = deviation_[input];
  for (double& value : values) value = (value - mean) / deviation;
}

std::vector<NamedArray> StandardScaler::arrays() const {
  if (mean_.empty()) return {};
  const std::vector<int64_t> shape = {static_cast<int64_t>(mean_.size())};
  return {{"mean", shape, mean_}, {"deviation", shape, deviation_}};
}

}  // namespace mlrun
