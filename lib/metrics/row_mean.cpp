#include "metrics/row_mean.h"

#include <limits>

#include "metrics/scored_rows.h"

namespace mlrun {

void RowMean::add(const Scored& rows) {
  check_scored(rows, outputs_);
  for (int64_t row = 0; row < row_count(rows); ++row) {
    const std::optional<double> value = term(rows, row);
    if (!value) continue;
    const double weight = weight_of(rows, row);
    sum_ += weight * *value;
    weight_ += weight;
  }
}

double RowMean::value() const {
  return weight_ > 0 ? sum_ / weight_ : std::numeric_limits<double>::quiet_NaN();
}

void RowMean::reset() {
  sum_ = 0;
  weight_ = 0;
}

}  // namespace mlrun
