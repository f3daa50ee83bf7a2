#include "metrics/classification_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/scored_rows.h"

namespace mlrun {
namespace {

constexpr double kSmallest = 1e-15;
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::optional<double> LogLoss::term(const Scored& rows, int64_t row) const {
  const auto at = static_cast<size_t>(row * rows.outputs + true_class(rows, row));
  const double probability = rows.values[at];
  return -std::log(std::clamp(probability, kSmallest, 1 - kSmallest));
}

std::optional<double> Accuracy::term(const Scored& rows, int64_t row) const {
  const std::optional<int64_t> answer = predicted_class(rows, row);
  if (!answer) return kUndefined;
  return *answer == true_class(rows, row) ? 1.0 : 0.0;
}

ClassTally::ClassTally(int64_t classes)
    : truth_(static_cast<size_t>(classes)),
      predicted_(static_cast<size_t>(classes)),
      hits_(static_cast<size_t>(classes)) {}

void ClassTally::add(const Scored& rows) {
  check_scored(rows, static_cast<int64_t>(truth_.size()));
  for (int64_t row = 0; row < row_count(rows); ++row) {
    const std::optional<int64_t> answer = predicted_class(rows, row);
    if (!answer) {
      undefined_ = true;
      continue;
    }
    const double weight = weight_of(rows, row);
    const int64_t truth = true_class(rows, row);
    truth_[static_cast<size_t>(truth)] += weight;
    predicted_[static_cast<size_t>(*answer)] += weight;
    if (truth == *answer) hits_[static_cast<size_t>(truth)] += weight;
  }
}

void ClassTally::reset() {
  for (auto* tally : {&truth_, &predicted_, &hits_}) std::fill(tally->begin(), tally->end(), 0.0);
  undefined_ = false;
}

double BalancedAccuracy::value() const {
  double sum = 0;
  int64_t present = 0;
  for (size_t i = 0; i < truth_.size(); ++i) {
    if (truth_[i] == 0) continue;
    sum += hits_[i] / truth_[i];
    ++present;
  }
  return undefined_ || present == 0 ? kUndefined : sum / static_cast<double>(present);
}

double MacroF1::value() const {
  double sum = 0;
  int64_t present = 0;
  for (size_t i = 0; i < truth_.size(); ++i) {
    const double either = truth_[i] + predicted_[i];
    if (either == 0) continue;
    sum += 2 * hits_[i] / either;
    ++present;
  }
  return undefined_ || present == 0 ? kUndefined : sum / static_cast<double>(present);
}

std::vector<std::vector<double>> confusion_matrix(const Scored& rows) {
  check_scored(rows, rows.outputs);
  const auto classes = static_cast<size_t>(rows.outputs);
  std::vector<std::vector<double>> matrix(classes, std::vector<double>(classes, 0.0));
  for (int64_t row = 0; row < row_count(rows); ++row) {
    const std::optional<int64_t> answer = predicted_class(rows, row);
    if (!answer) continue;
    matrix[static_cast<size_t>(true_class(rows, row))][static_cast<size_t>(*answer)] +=
        weight_of(rows, row);
  }
  return matrix;
}

}  // namespace mlrun
