#pragma once

#include <cstddef>

namespace mlrun {

// The right side of a product as the kernel reads it (kernels/product.h): columns in panels of
// twice the lanes, each panel [depth, its width]. `width`: columns rounded up to whole registers;
// what is behind the columns becomes 0. panels: [depth * width].

// Rows [depth, stride] with columns side by side, such as the weights [outputs, inputs] that carry
// gradients of the outputs back to the inputs.
void pack_rows(const float* rows, size_t stride, size_t depth, size_t columns, size_t lanes,
               float* panels, float factor = 1);

// Each column is a row [columns, stride], such as the weights [outputs, inputs] of a layer.
void pack_columns(const float* columns_as_rows, size_t stride, size_t depth, size_t columns,
                  size_t lanes, float* panels, float factor = 1);

// `count` rounded up to whole `lanes`.
constexpr size_t whole_lanes(size_t count, size_t lanes) {
  return (count + lanes - 1) / lanes * lanes;
}

}  // namespace mlrun
