#include "features/quantile_normal.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "features/normal_quantile.h"

namespace mlrun {
namespace {

constexpr double kNoise = 1e-5;
// scikit-learn's BOUNDS_THRESHOLD: how near to an end counts as the end.
constexpr double kEdge = 1e-7;
// Shares are kept this far from 0 and 1; their normal quantile is 5.199.
constexpr double kClip = kEdge - std::numeric_limits<double>::epsilon();

size_t quantile_count(int64_t rows) {
  const int64_t wanted = std::max<int64_t>(std::min<int64_t>(rows / 30, 1000), 10);
  return static_cast<size_t>(std::min(wanted, rows));
}

// numpy's nanquantile, method "linear".
double quantile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(position);
  if (below + 1 >= sorted.size()) return sorted.back();
  const double rest = position - static_cast<double>(below);
  const double step = sorted[below + 1] - sorted[below];
  return rest < 0.5 ? sorted[below] + step * rest : sorted[below + 1] - step * (1 - rest);
}

}  // namespace

QuantileNormal::QuantileNormal(int64_t inputs, const std::vector<NamedArray>& arrays) {
  const NamedArray& array = require_array(arrays, "quantiles", {inputs, -1});
  quantiles_ = array.values;
  const auto count = static_cast<size_t>(array.shape[1]);
  set_references(count);
  for (size_t row = 0; row < static_cast<size_t>(inputs); ++row) {
    const auto quantiles = std::span(quantiles_).subspan(row * count, count);
    if (!std::is_sorted(quantiles.begin(), quantiles.end())) {
      throw Error(ErrorKind::kModel, "features: array \"quantiles\": row " + std::to_string(row) +
                                         ": expected rising values, got one that falls");
    }
    indices_.emplace_back(quantiles);
  }
}

void QuantileNormal::set_references(size_t count) {
  references_.resize(count);
  const double step = count > 1 ? 1.0 / static_cast<double>(count - 1) : 0.0;
  for (size_t i = 0; i < count; ++i) references_[i] = static_cast<double>(i) * step;
  if (count > 1) references_.back() = 1.0;
}

bool QuantileNormal::near_constant(double low, double high) const { return high - low <= 1e-6; }

void QuantileNormal::add_input(std::vector<double> present, int64_t rows, Random& noise) {
  if (references_.empty()) set_references(quantile_count(rows));
  for (double& value : present) value += kNoise * noise.normal();
  std::sort(present.begin(), present.end());
  double largest = present.front();
  for (const double share : references_) {
    // Rounding of the interpolation may let a quantile fall by its last bit.
    largest = std::max(largest, quantile(present, share));
    quantiles_.push_back(largest);
  }
  indices_.emplace_back(std::span<const double>(quantiles_).last(references_.size()));
}

double QuantileNormal::share_below(const QuantileIndex& index, std::span<const double> quantiles,
                                   double x) const {
  if (x - kEdge < quantiles.front()) return 0;
  if (x + kEdge > quantiles.back()) return 1;
  const size_t right = index.first_not_below(quantiles, x);
  if (quantiles[right] == x) {
    const auto past = std::upper_bound(quantiles.begin() + static_cast<std::ptrdiff_t>(right),
                                       quantiles.end(), x);
    const auto last = static_cast<size_t>(past - quantiles.begin()) - 1;
    return 0.5 * (references_[right] + references_[last]);
  }
  const size_t left = right - 1;
  const double slope =
      (references_[right] - references_[left]) / (quantiles[right] - quantiles[left]);
  const double forward = slope * (x - quantiles[left]) + references_[left];
  const double mirrored = references_[right] - slope * (quantiles[right] - x);
  return 0.5 * (forward + mirrored);
}

void QuantileNormal::apply(size_t input, std::span<double> values) const {
  const size_t count = references_.size();
  const auto quantiles = std::span(quantiles_).subspan(input * count, count);
  for (double& value : values) {
    if (std::isnan(value)) continue;
    value = std::clamp(share_below(indices_[input], quantiles, value), kClip, 1 - kClip);
  }
  normal_quantiles(values);
}

std::vector<NamedArray> QuantileNormal::arrays() const {
  if (quantiles_.empty()) return {};
  const auto count = static_cast<int64_t>(references_.size());
  return {{"quantiles", {static_cast<int64_t>(quantiles_.size()) / count, count}, quantiles_}};
}

}  // namespace mlrun
