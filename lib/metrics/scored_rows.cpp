#include "metrics/scored_rows.h"

#include <cmath>
#include <string>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorKind::kData, "scores: " + sentence);
}

void check_class(float target, int64_t row, int64_t outputs) {
  const bool known =
      target >= 0 && target < static_cast<float>(outputs) && std::floor(target) == target;
  if (!known) {
    refuse("row " + std::to_string(row) + ": expected a class from 0 to " +
           std::to_string(outputs - 1) + ", got " + format_number(target));
  }
}

}  // namespace

void check_scored(const Scored& rows, int64_t outputs) {
  if (rows.outputs != outputs) {
    refuse("expected " + std::to_string(outputs) + " values per row, got " +
           std::to_string(rows.outputs));
  }
  const size_t expected = rows.targets.size() * static_cast<size_t>(outputs);
  if (rows.values.size() != expected) {
    refuse("expected " + std::to_string(expected) + " values for " +
           std::to_string(rows.targets.size()) + " targets, got " +
           std::to_string(rows.values.size()));
  }
  if (!rows.weights.empty() && rows.weights.size() != rows.targets.size()) {
    refuse("expected " + std::to_string(rows.targets.size()) + " weights, got " +
           std::to_string(rows.weights.size()));
  }
  if (outputs < 2) return;
  for (int64_t row = 0; row < row_count(rows); ++row) {
    check_class(rows.targets[static_cast<size_t>(row)], row, outputs);
  }
}

int64_t row_count(const Scored& rows) { return static_cast<int64_t>(rows.targets.size()); }

double weight_of(const Scored& rows, int64_t row) {
  return rows.weights.empty() ? 1.0 : static_cast<double>(rows.weights[static_cast<size_t>(row)]);
}

int64_t true_class(const Scored& rows, int64_t row) {
  return static_cast<int64_t>(rows.targets[static_cast<size_t>(row)]);
}

std::optional<int64_t> predicted_class(const Scored& rows, int64_t row) {
  const auto values = rows.values.subspan(static_cast<size_t>(row * rows.outputs),
                                          static_cast<size_t>(rows.outputs));
  size_t best = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) return std::nullopt;
    if (values[i] > values[best]) best = i;
  }
  return static_cast<int64_t>(best);
}

}  // namespace mlrun
