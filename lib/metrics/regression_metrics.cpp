#include "metrics/regression_metrics.h"

#include <cmath>
#include <limits>

#include "metrics/scored_rows.h"

namespace mlrun {
namespace {

double target(const Scored& rows, int64_t row) { return rows.targets[static_cast<size_t>(row)]; }

double error(const Scored& rows, int64_t row) {
  return static_cast<double>(rows.values[static_cast<size_t>(row)]) - target(rows, row);
}

}  // namespace

std::optional<double> RootMeanSquaredError::term(const Scored& rows, int64_t row) const {
  const double e = error(rows, row);
  return e * e;
}

double RootMeanSquaredError::value() const { return std::sqrt(RowMean::value()); }

std::optional<double> MeanAbsoluteError::term(const Scored& rows, int64_t row) const {
  return std::abs(error(rows, row));
}

std::optional<double> MeanAbsolutePercentageError::term(const Scored& rows, int64_t row) const {
  const double truth = target(rows, row);
  if (truth == 0) return std::nullopt;
  return std::abs(error(rows, row) / truth);
}

PinballLoss::PinballLoss(double quantile)
    : RowMean(1), quantile_(quantile), name_(pinball_name(quantile)) {}

std::optional<double> PinballLoss::term(const Scored& rows, int64_t row) const {
  const double e = error(rows, row);
  return e < 0 ? -quantile_ * e : (1 - quantile_) * e;
}

// West's update of a weighted mean and sum of squares (1979): one pass, no cancellation.
void RSquared::add(const Scored& rows) {
  check_scored(rows, 1);
  for (int64_t row = 0; row < row_count(rows); ++row) {
    const double weight = weight_of(rows, row);
    if (weight == 0) continue;
    const double e = error(rows, row);
    const double delta = target(rows, row) - mean_;
    ++rows_;
    weight_ += weight;
    mean_ += delta * weight / weight_;
    deviations_ += weight * delta * (target(rows, row) - mean_);
    errors_ += weight * e * e;
  }
}

double RSquared::value() const {
  if (rows_ < 2) return std::numeric_limits<double>::quiet_NaN();
  if (deviations_ == 0 && !std::isnan(errors_)) return errors_ == 0 ? 1.0 : 0.0;
  return 1.0 - errors_ / deviations_;
}

void RSquared::reset() { *this = RSquared(); }

}  // namespace mlrun
