#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "metrics/row_mean.h"

namespace mlrun {

// Brier score. Binary: weighted mean of (p1 - y)^2, from 0 to 1. More classes: weighted mean of
// sum over classes of (p - [true class])^2, from 0 to 2.
class BrierScore final : public RowMean {
 public:
  explicit BrierScore(int64_t classes) : RowMean(classes) {}
  const char* name() const override { return "brier"; }

 protected:
  std::optional<double> term(const Scored& rows, int64_t row) const override;
};

// Expected calibration error (Guo et al. 2017): rows in 15 bins of equal width (low, high] by their
// largest probability; weighted mean over bins of |accuracy - mean probability|.
class CalibrationError final : public Metric {
 public:
  explicit CalibrationError(int64_t classes) : classes_(classes) {}
  const char* name() const override { return "ece"; }
  bool higher_is_better() const override { return false; }
  void add(const Scored& rows) override;
  double value() const override;
  void reset() override;

 private:
  static constexpr size_t kBins = 15;
  int64_t classes_;
  std::array<double, kBins> gaps_ = {};  // weighted sum of (right ? 1 : 0) - probability
  double weight_ = 0;
  bool undefined_ = false;  // a probability was NaN
};

}  // namespace mlrun
