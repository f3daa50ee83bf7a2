#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mlrun {

// Finds a value's place among rising quantiles without a search over all of them: their span is cut
// into equal buckets, and those of one bucket are few unless the values crowd. Answers are exact.
class QuantileIndex {
 public:
  // Requires at least one quantile, all finite, none below the one before.
  explicit QuantileIndex(std::span<const double> quantiles);
  // First position whose quantile is not below x, their number when there is none. Requires the
  // quantiles of the index and x not NaN.
  size_t first_not_below(std::span<const double> quantiles, double x) const {
    const size_t start = std::min<size_t>(starts_[bucket(x)], quantiles.size() - window_);
    const double* base = quantiles.data() + start;
    for (size_t length = window_; length > 1;) {
      const size_t half = length / 2;
      base += base[half - 1] < x ? half : 0;
      length -= half;
    }
    return static_cast<size_t>(base - quantiles.data()) + (*base < x ? 1 : 0);
  }

 private:
  // Rises with x, so that quantiles of lower buckets are below x and those of higher ones above.
  size_t bucket(double x) const {
    const double at = (x - lowest_) * scale_;
    if (!(at > 0)) return 0;
    return at < last_ ? static_cast<size_t>(at) : starts_.size() - 1;
  }

  double lowest_ = 0;
  double scale_ = 0;              // buckets per unit; 0: one bucket for all
  double last_ = 0;               // number of the last bucket
  size_t window_ = 1;             // quantiles in the fullest bucket
  std::vector<uint32_t> starts_;  // per bucket: quantiles in lower ones
};

}  // namespace mlrun
