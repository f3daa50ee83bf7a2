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
  const float* values = parameters + weight.offset;
  if (panel.back) {
    float* out = backward_[panel.layer].data() + panel.first * column_floats(weight.rows);
    pack_back(panel, values + panel.first, out);
  } else {
    float* out = forward_[panel.layer].data() + panel.first * column_floats(weight.columns);
    pack_forward(panel, values + panel.first * weight.stride, out);
  }
}

void PackedWeights::pack_back(const Panel& panel, const float* rows, float* out) {
  const ParameterSlot& weight = slots_.weights[panel.layer];
  const size_t columns = std::min(2 * lanes_, weight.columns - panel.first);
  const float factor = factors_[panel.layer];
  if (bf16_ != nullptr) {
    bf16_->pack_rows(rows, weight.stride, weight.rows, columns, out, factor);
  } else {
    pack_rows(rows, weight.stride, weight.rows, columns, lanes_, out, factor);
  }
}

void PackedWeights::pack_forward(const Panel& panel, const float* rows, float* out) {
  const ParameterSlot& weight = slots_.weights[panel.layer];
  const size_t columns = std::min(2 * lanes_, weight.rows - panel.first);
  const float factor = factors_[panel.layer];
  if (bf16_ != nullptr) {
    bf16_->pack_columns(rows, weight.stride, weight.columns, columns, out, factor);
  } else {
    pack_columns(rows, weight.stride, weight.columns, columns, lanes_, out, factor);
  }
}

}  // namespace mlrun
