#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/json.h"

namespace mlrun {

// What the inputs of a net are: known after fitting, stored in the model file.
struct FeatureLayout {
  std::vector<std::string> numeric;      // names of the numeric inputs (embeddings apply to these)
  std::vector<std::string> indicators;   // names of the 0/1 columns that follow them
  std::vector<std::string> categorical;  // names of the coded inputs
  std::vector<int64_t> cardinalities;    // per coded input: number of known levels

  int64_t dense_width() const { return static_cast<int64_t>(numeric.size() + indicators.size()); }
  // Width after one-hot encoding: dense_width() + sum of cardinalities.
  int64_t one_hot_width() const;
};

// {"numeric": [..], "indicators": [..], "categorical": [..], "cardinalities": [..]}
Json to_json(const FeatureLayout& layout);

// Rows ready for a net, on the host.
struct Features {
  int64_t rows = 0;
  std::vector<float> dense;    // [rows, dense_width], row-major: numeric inputs, then indicators
  std::vector<int32_t> codes;  // [rows, categorical]; -1 = missing or unknown (one-hot: all zeros)
};

}  // namespace mlrun
