#pragma once

#include <vector>

#include "model/model_factory.h"

namespace mlrun::test {

// Two numeric inputs, one indicator, one category of three levels.
inline FeatureLayout small_layout() { return {{"a", "b"}, {"a missing"}, {"c"}, {3}}; }

inline Features small_features() { return {3, {1, 2, 0, 3, 4, 1, 5, 6, 0}, {0, 2, -1}}; }

inline ModelDescription small_model(const ModelConfig& options, int64_t outputs = 1) {
  return {options, small_layout(), outputs, outputs > 1};
}

// More rows of that layout.
inline Features more_features(int64_t rows) {
  Features features{rows, {}, {}};
  for (int64_t i = 0; i < rows; ++i) {
    const auto a = static_cast<float>(i * 7 % 11) / 5.0F - 1;
    const auto b = static_cast<float>(i * 5 % 13) / 6.0F - 1;
    features.dense.insert(features.dense.end(), {a, b, static_cast<float>(i % 4 == 0)});
    features.codes.push_back(static_cast<int32_t>(i % 4) - 1);
  }
  return features;
}

// A net of the small layout that has seen its training rows.
inline std::shared_ptr<Net> started_net(const ModelConfig& options, int64_t outputs = 1,
                                        uint64_t seed = 1) {
  auto net = make_net(small_model(options, outputs), at::kCPU, seed);
  Random random(seed, "start");
  net->start(more_features(40), random);
  return net;
}

inline NetInput small_input(int64_t rows) {
  return place_features(more_features(rows), small_layout(), at::kCPU);
}

// Rows that every one of the members sees as a row of its own.
inline NetInput for_each_member(const NetInput& rows, int64_t members) {
  NetInput own;
  own.dense = rows.dense.repeat_interleave(members, 0);
  own.codes = rows.codes.repeat_interleave(members, 0);
  own.per_member = true;
  return own;
}

}  // namespace mlrun::test
