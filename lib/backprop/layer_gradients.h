#pragma once

#include "stack/layer_products.h"

namespace mlrun {

// The way back through the hidden layers' products for one worker; gradients are sums in fp32 in
// bf16 too. `back` is the gradient of a layer's outputs in front of its activation, [rows, padded
// width].
class LayerGradients {
 public:
  // Of at most so many rows. Keeps what `work` refers to.
  LayerGradients(const LayerWork& work, size_t rows);
  // dW (+)= back^T X: `fresh` writes instead of adding. inputs [rows, padded inputs].
  void weights(size_t layer, const float* back, const float* inputs, size_t rows, bool fresh,
               float* gradients);
  // dX = back W: out [rows, padded inputs].
  void inputs(size_t layer, const float* back, size_t rows, float* out);

 private:
  // Rows two by two, for a product over rows.
  const float* paired(const float* rows, size_t stride, size_t count);

  LayerWork work_;
  AlignedFloats panels_, words_, zeros_;
};

}  // namespace mlrun
