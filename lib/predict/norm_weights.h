#pragma once

#include <string>
#include <vector>

#include "predict/input_layer.h"
#include "predict/state_reader.h"

namespace mlrun {

// A layer [outputs, inputs] as it stands in a model file.
LayerWeights take_layer(StateReader& reader, const std::string& path, int64_t in, int64_t out);

// A batch norm that answers (lib/model/batch_norm.h): y = (x - mean) scale + bias with scale =
// weight / sqrt(variance + 1e-5).
struct NormWeights {
  std::vector<float> weight, bias, mean, variance;

  double scale(size_t i) const;
  // What it adds to x scale.
  double shift(size_t i) const { return bias[i] - mean[i] * scale(i); }
};
NormWeights take_norm(StateReader& reader, const std::string& path, int64_t width);

// The layer and the norm behind it, or in front of it, as one layer.
void fold_behind(const NormWeights& norm, LayerWeights& layer);
void fold_in_front(const NormWeights& norm, LayerWeights& layer);

}  // namespace mlrun
