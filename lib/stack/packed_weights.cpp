#include "stack/packed_weights.h"

#include <algorithm>

#include "kernels/panels.h"

namespace mlrun {

PackedWeights::PackedWeights(const NetShape& shape, const ParameterSlots& slots, size_t lanes,
                             size_t back_from, const Bf16Kernel* bf16)
    : slots_(slots), lanes_(lanes), bf16_(bf16) {
  for (size_t i = 0; i < shape.hidden.size(); ++i) {
    factors_.push_back(shape.factor(i));
    const size_t in = shape.width_before(i);
    const size_t out = shape.hidden[i];
    forward_.emplace_back(column_floats(in) * padded(out));
    const bool back = i >= back_from;
    backward_.emplace_back(back ? column_floats(out) * padded(in) : 0);
    for (size_t c = 0; c < out; c += 2 * lanes) panels_.push_back({i, false, c});
    for (size_t c = 0; back && c < in; c += 2 * lanes) panels_.push_back({i, true, c});
  }
}

void PackedWeights::pack(const float* parameters, size_t part, size_t parts) {
  const size_t begin = panels_.size() * part / parts;
  const size_t end = panels_.size() * (part + 1) / parts;
  for (size_t i = begin; i < end; ++i) pack(panels_[i], parameters);
}

void PackedWeights::pack(const Panel& panel, const float* parameters) {
  const ParameterSlot& weight = slots_.weights[panel.layer];
  const bool back = panel.back;
  const size_t depth = back ? weight.rows : weight.columns;
  const size_t width = back ? weight.columns : weight.rows;
  const size_t columns = std::min(2 * lanes_, width - panel.first);
  const float* from = parameters + weight.offset + panel.first * (back ? 1 : weight.stride);
  float* out =
      (back ? backward_ : forward_)[panel.layer].data() + panel.first * column_floats(depth);
  const float factor = factors_[panel.layer];
  if (bf16_ != nullptr) {
    const auto run = back ? bf16_->pack_rows : bf16_->pack_columns;
    run(from, weight.stride, depth, columns, out, factor);
  } else {
    const auto run = back ? &pack_rows : &pack_columns;
    run(from, weight.stride, depth, columns, lanes_, out, factor);
  }
}

}  // namespace mlrun
