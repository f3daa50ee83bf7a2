#include "features/quantile_index.h"

#include <cmath>

namespace mlrun {

QuantileIndex::QuantileIndex(std::span<const double> quantiles)
    : lowest_(quantiles.front()), starts_(2 * quantiles.size(), 0) {
  last_ = static_cast<double>(starts_.size() - 1);
  const double scale = last_ / (quantiles.back() - lowest_);
  if (std::isnormal(scale)) scale_ = scale;
  std::vector<uint32_t> counts(starts_.size(), 0);
  for (const double quantile : quantiles) ++counts[bucket(quantile)];
  for (size_t b = 1; b < counts.size(); ++b) starts_[b] = starts_[b - 1] + counts[b - 1];
  window_ = std::max<size_t>(1, *std::max_element(counts.begin(), counts.end()));
}

}  // namespace mlrun
