#include "metrics/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/scored_rows.h"

namespace mlrun {
namespace {

double square(double x) { return x * x; }

size_t bin_of(double probability, size_t bins) {
  const double bin = std::ceil(probability * static_cast<double>(bins)) - 1;
  return static_cast<size_t>(std::clamp(bin, 0.0, static_cast<double>(bins - 1)));
}

}  // namespace

std::optional<double> BrierScore::term(const Scored& rows, int64_t row) const {
  const auto first = static_cast<size_t>(row * rows.outputs);
  const int64_t truth = true_class(rows, row);
  if (rows.outputs == 2) return square(rows.values[first + 1] - static_cast<double>(truth));
  double sum = 0;
  for (int64_t i = 0; i < rows.outputs; ++i) {
    sum += square(rows.values[first + static_cast<size_t>(i)] - (i == truth ? 1.0 : 0.0));
  }
  return sum;
}

void CalibrationError::add(const Scored& rows) {
  check_scored(rows, classes_);
  for (int64_t row = 0; row < row_count(rows); ++row) {
    const std::optional<int64_t> answer = predicted_class(rows, row);
    if (!answer) {
      undefined_ = true;
      continue;
    }
    const double probability = rows.values[static_cast<size_t>(row * classes_ + *answer)];
    const double right = *answer == true_class(rows, row) ? 1.0 : 0.0;
    const double weight = weight_of(rows, row);
    gaps_[bin_of(probability, kBins)] += weight * (right - probability);
    weight_ += weight;
  }
}

double CalibrationError::value() const {
  if (undefined_ || weight_ == 0) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (const double gap : gaps_) sum += std::abs(gap);
  return sum / weight_;
}

void CalibrationError::reset() { *this = CalibrationError(classes_); }

}  // namespace mlrun
