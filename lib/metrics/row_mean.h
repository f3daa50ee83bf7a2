#pragma once

#include <cstdint>
#include <optional>

#include "metrics/metric.h"

namespace mlrun {

// The weighted mean of one term per row: most metrics are this and a formula.
class RowMean : public Metric {
 public:
  // outputs: values per row, 1 for regression.
  explicit RowMean(int64_t outputs) : outputs_(outputs) {}
  void add(const Scored& rows) override;
  // NaN when no row (or only rows of weight 0) was counted.
  double value() const override;
  void reset() override;
  bool higher_is_better() const override { return false; }

 protected:
  // The term of a row, nullopt for a row that is left out. Rows are checked before.
  virtual std::optional<double> term(const Scored& rows, int64_t row) const = 0;

 private:
  int64_t outputs_;
  double sum_ = 0;
  double weight_ = 0;
};

}  // namespace mlrun
