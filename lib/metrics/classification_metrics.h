#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "metrics/row_mean.h"

namespace mlrun {

// Weighted mean of -ln(probability of the true class). Probabilities are clipped to
// [1e-15, 1 - 1e-15]: a float32 answer of 0 for what came true costs 34.5, never infinity.
class LogLoss final : public RowMean {
 public:
  explicit LogLoss(int64_t classes) : RowMean(classes) {}
  const char* name() const override { return "log-loss"; }

 protected:
  std::optional<double> term(const Scored& rows, int64_t row) const override;
};

// Weighted share of rows whose largest probability is the true class's (first one on a tie).
class Accuracy final : public RowMean {
 public:
  explicit Accuracy(int64_t classes) : RowMean(classes) {}
  const char* name() const override { return "accuracy"; }
  bool higher_is_better() const override { return true; }

 protected:
  std::optional<double> term(const Scored& rows, int64_t row) const override;
};

// Weights per class of what came true, what was answered and where both agree.
class ClassTally : public Metric {
 public:
  explicit ClassTally(int64_t classes);
  bool higher_is_better() const override { return true; }
  void add(const Scored& rows) override;
  void reset() override;

 protected:
  std::vector<double> truth_;      // [classes]
  std::vector<double> predicted_;  // [classes]
  std::vector<double> hits_;       // [classes]
  bool undefined_ = false;         // a probability was NaN
};

// Mean recall over the classes that came true; the others are left out.
class BalancedAccuracy final : public ClassTally {
 public:
  using ClassTally::ClassTally;
  const char* name() const override { return "balanced-accuracy"; }
  double value() const override;
};

// Macro F1: mean of 2 hits / (true + predicted) over the classes that came true or were answered.
class MacroF1 final : public ClassTally {
 public:
  using ClassTally::ClassTally;
  const char* name() const override { return "f1"; }
  double value() const override;
};

// Weights by [true class][predicted class]. Rows with a NaN probability are in no cell.
std::vector<std::vector<double>> confusion_matrix(const Scored& rows);

}  // namespace mlrun
