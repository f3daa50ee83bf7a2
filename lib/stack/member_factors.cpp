#include "stack/member_factors.h"

namespace mlrun {

void MemberFactors::inputs(size_t layer, const float* x, size_t rows, const float* parameters,
                           float* out) const {
  const ParameterSlot& slot = slots_.input_scales[layer];
  const MemberRows members(shape_, rows);
  for (size_t row = 0; row < rows; ++row, x += slot.stride, out += slot.stride) {
    ops_.multiply(out, x, parameters + members.row_of(slot, row), slot.stride);
  }
}

void MemberFactors::outputs(size_t layer, const float* product, size_t rows,
                            const float* parameters, float* out) const {
  const ParameterSlot& scale = slots_.output_scales[layer];
  const MemberRows members(shape_, rows);
  for (size_t row = 0; row < rows; ++row, product += scale.stride, out += scale.stride) {
    ops_.multiply(out, product, parameters + members.row_of(scale, row), scale.stride);
    ops_.add(out, parameters + members.row_of(slots_.biases[layer], row), scale.stride);
  }
}

}  // namespace mlrun
