#pragma once

#include <string>
#include <vector>

#include "checkpoint/state_dict.h"
#include "core/random.h"
#include "predict/model_description.h"

namespace mlrun::test {

inline HostTensor drawn(const std::vector<int64_t>& shape, double low, double high,
                        Random& random) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  std::vector<float> values;
  for (int64_t i = 0; i < count; ++i) {
    values.push_back(static_cast<float>(random.uniform(low, high)));
  }
  return HostTensor::of(shape, values);
}

// Random tensors for a dense net, named as in a model file.
inline StateDict dense_state(const DenseOptions& options, const ModelDescription& description,
                             Random& random) {
  StateDict state;
  int64_t width = description.layout.one_hot_width();
  const auto add_layer = [&](const std::string& path, int64_t out) {
    state[path + ".weight"] = drawn({out, width}, -1, 1, random);
    state[path + ".bias"] = drawn({out}, -1, 1, random);
    width = out;
  };
  for (size_t i = 0; i < options.hidden.size(); ++i) {
    add_layer("hidden_" + std::to_string(i), options.hidden[i]);
    if (!options.batch_norm) continue;
    const std::string norm = "norm_" + std::to_string(i);
    state[norm + ".weight"] = drawn({width}, 0.5, 2, random);
    state[norm + ".bias"] = drawn({width}, -1, 1, random);
    state[norm + ".running_mean"] = drawn({width}, -1, 1, random);
    state[norm + ".running_var"] = drawn({width}, 0.1, 3, random);
  }
  add_layer("output", description.outputs);
  return state;
}

// Two numeric inputs, an indicator and two categories.
inline FeatureLayout mixed_layout() { return {{"a", "b"}, {"a.missing"}, {"c", "d"}, {3, 5}}; }

// Random rows of a layout; codes from -1 on.
inline Features drawn_features(const FeatureLayout& layout, int64_t rows, Random& random) {
  Features features{rows, {}, {}};
  for (int64_t i = 0; i < rows * layout.dense_width(); ++i) {
    features.dense.push_back(static_cast<float>(random.uniform(-2, 2)));
  }
  for (int64_t row = 0; row < rows; ++row) {
    for (const int64_t levels : layout.cardinalities) {
      features.codes.push_back(
          static_cast<int32_t>(random.below(static_cast<uint64_t>(levels) + 1)) - 1);
    }
  }
  return features;
}

// The rows first .. first + count.
inline Features rows_of(const Features& all, const FeatureLayout& layout, int64_t first,
                        int64_t count) {
  const int64_t width = layout.dense_width();
  const auto coded = static_cast<int64_t>(layout.categorical.size());
  return {count,
          {all.dense.begin() + first * width, all.dense.begin() + (first + count) * width},
          {all.codes.begin() + first * coded, all.codes.begin() + (first + count) * coded}};
}

}  // namespace mlrun::test
