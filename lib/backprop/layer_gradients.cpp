#include "backprop/layer_gradients.h"

#include "kernels/panels.h"

namespace mlrun {

LayerGradients::LayerGradients(const NetShape& shape, const ParameterSlots& slots,
                               const PackedWeights& weights, const ProductKernel& fp32,
                               const Bf16Kernel* bf16, size_t rows)
    : shape_(shape),
      slots_(slots),
      weights_(weights),
      fp32_(fp32),
      bf16_(bf16),
      lanes_(bf16 != nullptr ? bf16->lanes : fp32.lanes),
      panels_((bf16 != nullptr ? half(rows) : rows) * shape.widest()),
      words_(bf16 != nullptr ? half(rows) * shape.widest() : 0),
      zeros_(shape.widest()) {}

void LayerGradients::run(const Product& product) const {
  bf16_ != nullptr ? bf16_->run(product) : fp32_.run(product);
}

const float* LayerGradients::paired(const float* rows, size_t stride, size_t count) {
  for (size_t row = 0; row < count; row += 2) {
    const float* other = row + 1 < count ? rows + (row + 1) * stride : nullptr;
    bf16_->pair(rows + row * stride, other, stride, words_.data() + row / 2 * stride);
  }
  return words_.data();
}

void LayerGradients::weights(size_t layer, const float* back, const float* inputs, size_t rows,
                             bool fresh, float* gradients) {
  const ParameterSlot& slot = slots_.weights[layer];
  const float factor = shape_.factor(layer);
  Product product{back,
                  padded(slot.rows),
                  slot.rows,
                  rows,
                  panels_.data(),
                  fresh ? zeros_.data() : nullptr,
                  gradients + slot.offset,
                  slot.stride,
                  whole_lanes(slot.columns, lanes_),
                  Epilogue::kNone,
                  true};
  if (bf16_ == nullptr) {
    pack_rows(inputs, slot.stride, rows, slot.columns, lanes_, panels_.data(), factor);
  } else {
    bf16_->pack_rows(inputs, slot.stride, rows, slot.columns, panels_.data(), factor);
    product.rows = paired(back, padded(slot.rows), rows);
    product.depth = half(rows);
  }
  run(product);
}

void LayerGradients::inputs(size_t layer, const float* back, size_t rows, float* out) {
  const ParameterSlot& slot = slots_.weights[layer];
  const size_t stride = padded(slot.rows);
  Product product{back,
                  stride,
                  rows,
                  slot.rows,
                  weights_.backward(layer),
                  zeros_.data(),
                  out,
                  slot.stride,
                  whole_lanes(slot.columns, lanes_),
                  Epilogue::kNone};
  if (bf16_ != nullptr) {
    bf16_->round(back, rows * stride, words_.data());
    product.rows = words_.data();
    product.row_stride = half(stride);
    product.depth = half(slot.rows);
  }
  run(product);
}

}  // namespace mlrun
