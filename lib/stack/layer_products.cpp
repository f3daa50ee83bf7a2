#include "stack/layer_products.h"

#include "kernels/panels.h"

namespace mlrun {

LayerProducts::LayerProducts(const NetShape& shape, const ParameterSlots& slots,
                             const PackedWeights& weights, const ProductKernel& fp32,
                             const Bf16Kernel* bf16, size_t rows)
    : shape_(shape),
      slots_(slots),
      weights_(weights),
      fp32_(fp32),
      bf16_(bf16),
      words_(bf16 != nullptr ? half(rows * shape.widest()) : 0),
      zeros_(shape.layer_scales ? shape.widest() : 0) {}

void LayerProducts::forward(size_t layer, const float* x, size_t rows, const float* parameters,
                            float* out, Epilogue epilogue) {
  const size_t in = shape_.width_before(layer);
  const size_t width = shape_.hidden[layer];
  Product product{x,
                  padded(in),
                  rows,
                  in,
                  weights_.forward(layer),
                  shape_.layer_scales ? zeros_.data() : parameters + slots_.biases[layer].offset,
                  out,
                  padded(width),
                  whole_lanes(width, bf16_ != nullptr ? bf16_->lanes : fp32_.lanes),
                  epilogue};
  if (bf16_ == nullptr) return fp32_.run(product);
  bf16_->round(x, rows * padded(in), words_.data());
  product.rows = words_.data();
  product.row_stride = half(padded(in));
  product.depth = half(in);
  bf16_->run(product);
}

}  // namespace mlrun
