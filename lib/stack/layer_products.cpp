#include "stack/layer_products.h"

#include "kernels/panels.h"

namespace mlrun {

LayerProducts::LayerProducts(const LayerWork& work, size_t rows)
    : work_(work),
      words_(work.bf16 != nullptr ? half(rows * work.shape.widest()) : 0),
      zeros_(work.shape.layer_scales ? work.shape.widest() : 0) {}

void LayerProducts::forward(size_t layer, const float* x, size_t rows, const float* parameters,
                            float* out, Epilogue epilogue) {
  const size_t in = work_.shape.width_before(layer);
  const size_t width = work_.shape.hidden[layer];
  const float* bias = parameters + work_.slots.biases[layer].offset;
  Product product{x,
                  padded(in),
                  rows,
                  in,
                  work_.weights.forward(layer),
                  work_.shape.layer_scales ? zeros_.data() : bias,
                  out,
                  padded(width),
                  whole_lanes(width, work_.lanes()),
                  epilogue};
  if (work_.bf16 != nullptr) {
    work_.bf16->round(x, rows * padded(in), words_.data());
    product.rows = words_.data();
    product.row_stride = half(padded(in));
    product.depth = half(in);
  }
  work_.run(product);
}

}  // namespace mlrun
