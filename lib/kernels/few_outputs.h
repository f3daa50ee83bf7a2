#pragma once

#include "kernels/packed_layer.h"
#include "kernels/step_ops.h"

namespace mlrun {

// y = x W^T + b of a few outputs, each a dot product: a packed layer would multiply whole registers
// of columns that are not there. Const: any number of threads may apply one.
class FewOutputs {
 public:
  // From so many outputs on a packed layer is as fast.
  static constexpr size_t kMost = 4;
  // weight [outputs, depth], bias [outputs]; both are copied. Requires host_has(instructions).
  FewOutputs(Instructions instructions, size_t depth, size_t outputs, const float* weight,
             const float* bias);
  // rows [count, row_stride]: values behind the depth up to whole registers are finite; out [count,
  // outputs]. A row's result is the same bits whatever rows stand beside it.
  void apply(const float* rows, size_t row_stride, size_t count, float* out) const;

 private:
  const StepOps* ops_;
  size_t width_;  // depth in whole registers
  size_t outputs_;
  AlignedFloats weight_, bias_;
};

}  // namespace mlrun
