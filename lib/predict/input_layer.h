#pragma once

#include <cstdint>
#include <vector>

#include "features/features.h"
#include "kernels/packed_layer.h"

namespace mlrun {

// A layer as it stands in a model file.
struct LayerWeights {
  std::vector<float> weight;  // [outputs, inputs]
  std::vector<float> bias;    // [outputs]
};

// The first layer of a net: dense inputs by a product, one-hot codes by adding the column of W that
// belongs to each level, so that no one-hot matrix is made. Unknown and missing levels add nothing.
class InputLayer {
 public:
  // Requires weight [outputs, layout.one_hot_width()].
  InputLayer(Instructions instructions, const FeatureLayout& layout, const LayerWeights& weights,
             Epilogue epilogue);
  size_t width() const { return dense_.width(); }
  // Rows first .. first + count: out [count, out_stride >= width()].
  void apply(const Features& rows, int64_t first, int64_t count, float* out,
             size_t out_stride) const;

 private:
  void start_row(const int32_t* codes, float* out) const;

  std::vector<int64_t> levels_;  // per coded input
  size_t depth_;                 // dense inputs
  PackedLayer dense_;
  AlignedFloats columns_;  // [sum of levels, width()]
};

}  // namespace mlrun
