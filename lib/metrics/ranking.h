#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/metric.h"

namespace mlrun {

// Area under the ROC curve of scores against 0/1 truths: the weighted share of (positive, negative)
// pairs in the right order, ties counting one half. Exact. NaN when one of the two is absent or a
// score is NaN. Requires spans of one length.
double roc_area(std::span<const float> scores, std::span<const uint8_t> positive,
                std::span<const double> weights);

// Binary: the area for the probability of class 1. More classes: the mean over classes of the area
// of that class against all others (macro, one versus rest), over the classes that came true.
class RocArea final : public Metric {
 public:
  explicit RocArea(int64_t classes) : classes_(classes) {}
  const char* name() const override { return "auc"; }
  bool higher_is_better() const override { return true; }
  // Keeps a copy of the rows: the area needs all of them at once.
  void add(const Scored& rows) override;
  double value() const override;
  void reset() override;

 private:
  // NaN for a class that never (or always) came true.
  double area_of(int64_t one) const;

  int64_t classes_;
  std::vector<float> values_;     // [rows, classes]
  std::vector<int32_t> targets_;  // [rows]
  std::vector<double> weights_;   // [rows]
  bool undefined_ = false;        // a probability was NaN
};

}  // namespace mlrun
