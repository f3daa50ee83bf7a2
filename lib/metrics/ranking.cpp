#include "metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "metrics/scored_rows.h"

namespace mlrun {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

bool has_nan(std::span<const float> values) {
  return std::any_of(values.begin(), values.end(), [](float v) { return std::isnan(v); });
}

}  // namespace

double roc_area(std::span<const float> scores, std::span<const uint8_t> positive,
                std::span<const double> weights) {
  if (has_nan(scores)) return kUndefined;
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  // The index breaks ties, so that the sums round the same way on every host.
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return scores[a] != scores[b] ? scores[a] < scores[b] : a < b;
  });
  double area = 0;
  double positives = 0;
  double negatives = 0;
  for (size_t begin = 0; begin < order.size();) {
    double tied_positives = 0;
    double tied_negatives = 0;
    size_t end = begin;
    for (; end < order.size() && scores[order[end]] == scores[order[begin]]; ++end) {
      (positive[order[end]] ? tied_positives : tied_negatives) += weights[order[end]];
    }
    area += tied_positives * (negatives + 0.5 * tied_negatives);
    positives += tied_positives;
    negatives += tied_negatives;
    begin = end;
  }
  return positives > 0 && negatives > 0 ? area / positives / negatives : kUndefined;
}

void RocArea::add(const Scored& rows) {
  check_scored(rows, classes_);
  undefined_ = undefined_ || has_nan(rows.values);
  values_.insert(values_.end(), rows.values.begin(), rows.values.end());
  for (int64_t row = 0; row < row_count(rows); ++row) {
    targets_.push_back(static_cast<int32_t>(true_class(rows, row)));
    weights_.push_back(weight_of(rows, row));
  }
}

double RocArea::area_of(int64_t one) const {
  std::vector<float> scores(targets_.size());
  std::vector<uint8_t> positive(targets_.size());
  for (size_t row = 0; row < targets_.size(); ++row) {
    scores[row] = values_[row * static_cast<size_t>(classes_) + static_cast<size_t>(one)];
    positive[row] = targets_[row] == one ? 1 : 0;
  }
  return roc_area(scores, positive, weights_);
}

double RocArea::value() const {
  if (undefined_) return kUndefined;
  if (classes_ == 2) return area_of(1);
  double sum = 0;
  int64_t defined = 0;
  for (int64_t one = 0; one < classes_; ++one) {
    const double area = area_of(one);
    if (std::isnan(area)) continue;
    sum += area;
    ++defined;
  }
  return defined == 0 ? kUndefined : sum / static_cast<double>(defined);
}

void RocArea::reset() { *this = RocArea(classes_); }

}  // namespace mlrun
