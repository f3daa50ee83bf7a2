#include "kernels/few_outputs.h"

#include <algorithm>

#include "kernels/panels.h"

namespace mlrun {

FewOutputs::FewOutputs(Instructions instructions, size_t depth, size_t outputs, const float* weight,
                       const float* bias)
    : ops_(&step_ops(instructions)),
      width_(whole_lanes(depth, product_kernel(instructions).lanes)),
      outputs_(outputs),
      weight_(outputs * width_),
      bias_(outputs) {
  for (size_t o = 0; o < outputs; ++o) {
    std::copy(weight + o * depth, weight + (o + 1) * depth, weight_.data() + o * width_);
  }
  std::copy(bias, bias + outputs, bias_.data());
}

void FewOutputs::apply(const float* rows, size_t row_stride, size_t count, float* out) const {
  for (size_t row = 0; row < count; ++row, rows += row_stride) {
    for (size_t o = 0; o < outputs_; ++o) {
      *out++ = bias_.data()[o] + ops_->dot(rows, weight_.data() + o * width_, width_);
    }
  }
}

}  // namespace mlrun
