#include "predict/input_layer.h"

#include <algorithm>

namespace mlrun {
namespace {

size_t sum(const std::vector<int64_t>& levels) {
  int64_t all = 0;
  for (const int64_t count : levels) all += count;
  return static_cast<size_t>(all);
}

}  // namespace

InputLayer::InputLayer(Instructions instructions, const FeatureLayout& layout,
                       const LayerWeights& weights, Epilogue epilogue)
    : levels_(layout.cardinalities),
      depth_(static_cast<size_t>(layout.dense_width())),
      dense_(instructions, depth_, weights.bias.size(), weights.weight.data(),
             static_cast<size_t>(layout.one_hot_width()), weights.bias.data(), epilogue),
      columns_(sum(levels_) * dense_.width()) {
  const auto inputs = static_cast<size_t>(layout.one_hot_width());
  for (size_t output = 0; output < weights.bias.size(); ++output) {
    const float* row = weights.weight.data() + output * inputs + depth_;
    for (size_t level = 0; level < inputs - depth_; ++level) {
      columns_.data()[level * width() + output] = row[level];
    }
  }
}

void InputLayer::start_row(const int32_t* codes, float* out) const {
  std::copy(dense_.bias(), dense_.bias() + width(), out);
  const float* columns = columns_.data();
  for (size_t at = 0; at < levels_.size(); ++at) {
    if (codes[at] >= 0 && codes[at] < levels_[at]) {
      const float* column = columns + static_cast<size_t>(codes[at]) * width();
      for (size_t i = 0; i < width(); ++i) out[i] += column[i];
    }
    columns += static_cast<size_t>(levels_[at]) * width();
  }
}

void InputLayer::apply(const Features& rows, int64_t first, int64_t count, float* out,
                       size_t out_stride) const {
  const auto from = static_cast<size_t>(first);
  const auto number = static_cast<size_t>(count);
  const float* dense = rows.dense.data() + from * depth_;
  if (levels_.empty()) {
    dense_.apply(dense, depth_, number, out, out_stride);
    return;
  }
  const int32_t* codes = rows.codes.data() + from * levels_.size();
  for (size_t row = 0; row < number; ++row) {
    start_row(codes + row * levels_.size(), out + row * out_stride);
  }
  dense_.add(dense, depth_, number, out, out_stride);
}

}  // namespace mlrun
