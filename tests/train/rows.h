#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "checkpoint/state_dict.h"
#include "features/features.h"
#include "train/report.h"

namespace mlrun::test {

inline const FeatureLayout kPlane{{"a", "b"}, {}, {}, {}};

// y = 2 a - b over a grid of points.
inline LabelledRows plane(int64_t n) {
  LabelledRows rows;
  rows.features.rows = n;
  for (int64_t i = 0; i < n; ++i) {
    const float a = static_cast<float>(i % 7) / 7.0F;
    const float b = static_cast<float>(i % 5) / 5.0F;
    rows.features.dense.insert(rows.features.dense.end(), {a, b});
    rows.targets.push_back(2 * a - b);
  }
  return rows;
}

// Largest difference of any value of two states with the same F32 tensors.
inline double difference(const StateDict& a, const StateDict& b) {
  double largest = 0;
  for (const auto& [name, tensor] : a) {
    const auto ours = tensor.floats();
    const auto theirs = b.at(name).floats();
    for (size_t i = 0; i < ours.size(); ++i) {
      largest = std::max(largest, std::abs(static_cast<double>(ours[i] - theirs[i])));
    }
  }
  return largest;
}

}  // namespace mlrun::test
