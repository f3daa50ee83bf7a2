#pragma once

#include <cstdint>

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

}  // namespace mlrun::test
