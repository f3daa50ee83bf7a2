#pragma once

#include <ATen/core/Tensor.h>

#include <algorithm>

namespace mlrun {

// How a BLAS reads matrices [b, rows, columns] of which one of the strides is 1.
struct FactorLayout {
  bool by_columns;  // columns lie one behind another, not rows
  int64_t lead;     // from one to the next
};

// A BLAS wants a lead as long as what it leads over, also where there is but one row or column and
// nothing is led over.
inline FactorLayout layout_of(const at::Tensor& matrices) {
  if (matrices.stride(2) == 1) {
    return {false, std::max(matrices.stride(1), matrices.size(2))};
  }
  return {true, std::max(matrices.stride(2), matrices.size(1))};
}

}  // namespace mlrun
