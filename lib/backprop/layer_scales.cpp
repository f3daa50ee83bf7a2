#include "backprop/layer_scales.h"

namespace mlrun {

LayerScales::LayerScales(const NetShape& shape, const ParameterSlots& slots, const StepOps& ops,
                         size_t rows)
    : shape_(shape), slots_(slots), ops_(ops), forward_(shape, slots, ops) {
  for (size_t i = 0; shape.layer_scales && i < shape.hidden.size(); ++i) {
    inputs_.emplace_back(i == 0 ? 0 : rows * padded(shape.width_before(i)));
    products_.emplace_back(rows * padded(shape.hidden[i]));
  }
}

const float* LayerScales::inputs(size_t layer, const float* x, size_t rows,
                                 const float* parameters) {
  if (layer == 0) return x;
  forward_.inputs(layer, x, rows, parameters, inputs_[layer].data());
  return inputs_[layer].data();
}

void LayerScales::outputs(size_t layer, size_t rows, const float* parameters, float* out) const {
  forward_.outputs(layer, products_[layer].data(), rows, parameters, out);
}

void LayerScales::outputs_back(size_t layer, float* back, size_t rows, const float* parameters,
                               float* gradients) const {
  const ParameterSlot& scale = slots_.output_scales[layer];
  const float* product = products_[layer].data();
  const MemberRows members(shape_, rows);
  for (size_t row = 0; row < rows; ++row, product += scale.stride, back += scale.stride) {
    ops_.add(gradients + members.row_of(slots_.biases[layer], row), back, scale.stride);
    ops_.add_product(gradients + members.row_of(scale, row), back, product, scale.stride);
    ops_.multiply(back, back, parameters + members.row_of(scale, row), scale.stride);
  }
}

void LayerScales::inputs_back(size_t layer, float* back, const float* x, size_t rows,
                              const float* parameters, float* gradients) const {
  const ParameterSlot& slot = slots_.input_scales[layer];
  const MemberRows members(shape_, rows);
  for (size_t row = 0; row < rows; ++row, x += slot.stride, back += slot.stride) {
    ops_.add_product(gradients + members.row_of(slot, row), back, x, slot.stride);
    ops_.multiply(back, back, parameters + members.row_of(slot, row), slot.stride);
  }
}

}  // namespace mlrun
