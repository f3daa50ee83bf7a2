#include "backprop/layer_gradients.h"

#include "kernels/panels.h"

namespace mlrun {

LayerGradients::LayerGradients(const LayerWork& work, size_t rows)
    : work_(work),
      panels_((work.bf16 != nullptr ? half(rows) : rows) * work.shape.widest()),
      words_(work.bf16 != nullptr ? half(rows) * work.shape.widest() : 0),
      zeros_(work.shape.widest()) {}

const float* LayerGradients::paired(const float* rows, size_t stride, size_t count) {
  for (size_t row = 0; row < count; row += 2) {
    const float* other = row + 1 < count ? rows + (row + 1) * stride : nullptr;
    work_.bf16->pair(rows + row * stride, other, stride, words_.data() + row / 2 * stride);
  }
  return words_.data();
}

void LayerGradients::weights(size_t layer, const float* back, const float* inputs, size_t rows,
                             bool fresh, float* gradients) {
  const ParameterSlot& slot = work_.slots.weights[layer];
  const float factor = work_.shape.factor(layer);
  Product product{back,
                  padded(slot.rows),
                  slot.rows,
                  rows,
                  panels_.data(),
                  fresh ? zeros_.data() : nullptr,
                  gradients + slot.offset,
                  slot.stride,
                  whole_lanes(slot.columns, work_.lanes()),
                  Epilogue::kNone,
                  true};
  if (work_.bf16 == nullptr) {
    pack_rows(inputs, slot.stride, rows, slot.columns, work_.lanes(), panels_.data(), factor);
  } else {
    work_.bf16->pack_rows(inputs, slot.stride, rows, slot.columns, panels_.data(), factor);
    product.rows = paired(back, padded(slot.rows), rows);
    product.depth = half(rows);
  }
  work_.run(product);
}

void LayerGradients::inputs(size_t layer, const float* back, size_t rows, float* out) {
  const ParameterSlot& slot = work_.slots.weights[layer];
  const size_t stride = padded(slot.rows);
  Product product{back,
                  stride,
                  rows,
                  slot.rows,
                  work_.weights.backward(layer),
                  zeros_.data(),
                  out,
                  slot.stride,
                  whole_lanes(slot.columns, work_.lanes()),
                  Epilogue::kNone};
  if (work_.bf16 != nullptr) {
    work_.bf16->round(back, rows * stride, words_.data());
    product.rows = words_.data();
    product.row_stride = half(stride);
    product.depth = half(slot.rows);
  }
  work_.run(product);
}

}  // namespace mlrun
