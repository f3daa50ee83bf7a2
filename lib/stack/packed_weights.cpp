#include "stack/packed_weights.h"

#include <algorithm>

#include "kernels/panels.h"

namespace mlrun {

PackedWeights::PackedWeights(const NetShape& shape, const ParameterSlots& slots, size_t lanes,
                             size_t back_from)
    : slots_(slots), lanes_(lanes) {
  for (size_t i = 0; i < shape.hidden.size(); ++i) {
    factors_.push_back(shape.factor(i));
    const size_t in = shape.width_before(i);
    const size_t out = shape.hidden[i];
    forward_.emplace_back(in * padded(out));
    const bool back = i >= back_from;
    backward_.emplace_back(back ? out * padded(in) : 0);
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
  const size_t in = weight.columns;
  const size_t out = weight.rows;
  if (panel.back) {
    const size_t columns = std::min(2 * lanes_, in - panel.first);
    pack_rows(values + panel.first, weight.stride, out, columns, lanes_,
              backward_[panel.layer].data() + panel.first * out, factors_[panel.layer]);
  } else {
    const size_t columns = std::min(2 * lanes_, out - panel.first);
    pack_columns(values + panel.first * weight.stride, weight.stride, in, columns, lanes_,
                 forward_[panel.layer].data() + panel.first * in, factors_[panel.layer]);
  }
}

}  // namespace mlrun
