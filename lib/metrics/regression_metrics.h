#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "metrics/row_mean.h"

namespace mlrun {

// Root of the weighted mean squared error, in the target's units.
class RootMeanSquaredError final : public RowMean {
 public:
  RootMeanSquaredError() : RowMean(1) {}
  const char* name() const override { return "rmse"; }
  double value() const override;

 protected:
  std::optional<double> term(const Scored& rows, int64_t row) const override;
};

// Weighted mean absolute error, in the target's units.
class MeanAbsoluteError final : public RowMean {
 public:
  MeanAbsoluteError() : RowMean(1) {}
  const char* name() const override { return "mae"; }

 protected:
  std::optional<double> term(const Scored& rows, int64_t row) const override;
};

// Weighted mean of |error| / |target|, a fraction (0.1 = 10 %). Rows whose target is 0 are left out
// (scikit-learn divides them by its smallest step instead, and the mean explodes).
class MeanAbsolutePercentageError final : public RowMean {
 public:
  MeanAbsolutePercentageError() : RowMean(1) {}
  const char* name() const override { return "mape"; }

 protected:
  std::optional<double> term(const Scored& rows, int64_t row) const override;
};

// Weighted mean of q (y - a) where an answer a is too small, (1 - q) (a - y) where it is too large,
// in the target's units: least where a share q of the targets lies below the answers (Koenker and
// Bassett 1978, "Regression quantiles", equation 3.1). Half the mae for q = 1/2.
class PinballLoss final : public RowMean {
 public:
  // Requires 0 < quantile < 1.
  explicit PinballLoss(double quantile);
  const char* name() const override { return name_.c_str(); }

 protected:
  std::optional<double> term(const Scored& rows, int64_t row) const override;

 private:
  double quantile_;
  std::string name_;  // "pinball@0.9"
};

// Coefficient of determination: 1 - weighted sum of squared errors / weighted sum of squared
// deviations of the targets. For constant targets 1 when all answers are right, else 0, as in
// scikit-learn; NaN for fewer than two rows.
class RSquared final : public Metric {
 public:
  const char* name() const override { return "r2"; }
  bool higher_is_better() const override { return true; }
  void add(const Scored& rows) override;
  double value() const override;
  void reset() override;

 private:
  int64_t rows_ = 0;
  double weight_ = 0;
  double mean_ = 0;
  double deviations_ = 0;  // weighted sum of squared deviations from mean_
  double errors_ = 0;      // weighted sum of squared errors
};

}  // namespace mlrun
