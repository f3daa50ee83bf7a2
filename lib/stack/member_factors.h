#pragma once

#include "kernels/step_ops.h"
#include "stack/net_shape.h"

namespace mlrun {

// What the factors of each member do around the products of layers with scales (NetShape), on the
// way forward. Rows are [rows, padded width], members side by side.
class MemberFactors {
 public:
  // Keeps shape, slots and ops.
  MemberFactors(const NetShape& shape, const ParameterSlots& slots, const StepOps& ops)
      : shape_(shape), slots_(slots), ops_(ops) {}
  // out = x R, of a later layer than the first. May be x itself.
  void inputs(size_t layer, const float* x, size_t rows, const float* parameters, float* out) const;
  // out = product S + b. May be the product itself.
  void outputs(size_t layer, const float* product, size_t rows, const float* parameters,
               float* out) const;
  // Where the row of the slot stands that belongs to a row's member.
  size_t row_of(const ParameterSlot& slot, size_t row) const {
    return slot.offset + row % shape_.members * slot.stride;
  }

 private:
  const NetShape& shape_;
  const ParameterSlots& slots_;
  const StepOps& ops_;
};

}  // namespace mlrun
