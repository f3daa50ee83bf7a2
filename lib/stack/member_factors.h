#pragma once

#include "kernels/step_ops.h"
#include "stack/member_rows.h"

namespace mlrun {

// What the factors of each member do around the products of layers with scales (NetShape), on the
// way forward. Rows are [rows, padded width] in the order of MemberRows.
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

 private:
  const NetShape& shape_;
  const ParameterSlots& slots_;
  const StepOps& ops_;
};

}  // namespace mlrun
