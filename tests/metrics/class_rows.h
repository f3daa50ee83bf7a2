#pragma once

#include <vector>

#include "metrics/metric.h"

namespace mlrun {

// Eight rows of two classes and of three, with ties, for the numbers frozen in these tests.
struct ClassRows {
  int64_t outputs;
  std::vector<float> values;
  std::vector<float> targets;
  std::vector<float> weights = {1, 2, 0.5f, 1, 3, 1.5f, 1, 2};

  Scored plain() const { return {outputs, values, targets, {}}; }
  Scored weighted() const { return {outputs, values, targets, weights}; }
};

inline ClassRows binary_rows() {
  ClassRows rows{2, {}, {0, 1, 1, 0, 1, 0, 1, 0}};
  for (const float p1 : {0.125f, 0.5f, 0.875f, 0.5f, 0.25f, 0.375f, 0.5f, 0.75f}) {
    rows.values.insert(rows.values.end(), {1 - p1, p1});
  }
  return rows;
}

inline ClassRows multiclass_rows() {
  return {
      3,
      {0.5f,  0.25f, 0.25f, 0.25f,  0.5f,  0.25f,  0.125f, 0.25f, 0.625f, 0.5f,    0.125f, 0.375f,
       0.25f, 0.25f, 0.5f,  0.625f, 0.25f, 0.125f, 0.25f,  0.25f, 0.5f,   0.0625f, 0.875f, 0.0625f},
      {0, 1, 2, 2, 1, 0, 2, 1}};
}

// The value of a metric over rows.
inline double value_of(Metric&& metric, const Scored& rows) {
  metric.add(rows);
  return metric.value();
}

}  // namespace mlrun
