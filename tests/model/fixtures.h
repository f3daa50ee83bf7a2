#pragma once

#include <vector>

#include "model/model_factory.h"

namespace mlrun::test {

// Two numeric inputs, one indicator, one category of three levels.
inline FeatureLayout small_layout() { return {{"a", "b"}, {"a missing"}, {"c"}, {3}}; }

inline Features small_features() { return {3, {1, 2, 0, 3, 4, 1, 5, 6, 0}, {0, 2, -1}}; }

inline ModelDescription small_model(const DenseOptions& options, int64_t outputs = 1) {
  return {options, small_layout(), outputs, outputs > 1};
}

}  // namespace mlrun::test
