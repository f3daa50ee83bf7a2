#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/json.h"
#include "data/spec.h"

namespace mlrun {

// Answers and truths of some rows. Regression: outputs = 1, values in the target's units.
// Classification: outputs = classes, values are probabilities, targets are class indices.
struct Scored {
  int64_t outputs = 1;
  std::span<const float> values;   // [rows, outputs]
  std::span<const float> targets;  // [rows]
  std::span<const float> weights;  // [rows], or empty: all 1
};

// One number about predictions. Rows may come in any number of add() calls.
class Metric {
 public:
  virtual ~Metric() = default;
  virtual const char* name() const = 0;
  virtual bool higher_is_better() const = 0;
  // Throws Error(kData) when sizes do not fit together or a target is no class.
  virtual void add(const Scored& rows) = 0;
  // NaN when undefined (no rows, one class only for auc) or when an answer was NaN.
  virtual double value() const = 0;
  virtual void reset() = 0;
};

// Names that fit a task, the headline first (rmse; auc; log-loss). A regression knows pinball@Q
// too, with a share Q between 0 and 1.
std::vector<std::string> metric_names(Task task);
std::string pinball_name(double quantile);
bool is_metric(const std::string& name, Task task);
// Throws Error(kUsage) for an unknown or unfitting name, with the nearest.
std::unique_ptr<Metric> make_metric(const std::string& name, Task task, int64_t classes);
// Whether a metric wants to be large. Requires a known name.
bool higher_is_better(const std::string& name);

// How good answers are by one metric, alone: larger is better, minus infinity where it is
// undefined.
double merit(Metric& metric, const Scored& rows);

// More classes than this, and score() leaves the confusion matrix out.
inline constexpr int64_t kConfusionLimit = 100;

// All metrics of a task at once, in the order of metric_names. Confusion matrix apart.
struct Scores {
  std::vector<std::pair<std::string, double>> values;
  std::vector<std::vector<double>> confusion;  // [true class][predicted class], weighted; or empty
  // Throws Error(kUsage) for a name that is not among the values.
  double at(const std::string& name) const;
};
// further: names of other metrics that fit the task.
Scores score(Task task, int64_t classes, const Scored& rows,
             const std::vector<std::string>& further = {});
// {"auc": .., ..., "confusion": [[..]]}; a value that is not a finite number becomes null.
Json to_json(const Scores& scores);

}  // namespace mlrun
