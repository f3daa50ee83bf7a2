#pragma once

#include "stack/net_shape.h"
#include "stack/packed_weights.h"

namespace mlrun {

// The way back through the hidden layers' products for one worker, in fp32 or with both sides
// rounded to bf16; gradients are sums in fp32 either way. `back` is the gradient of a layer's
// outputs in front of its activation, [rows, padded width].
class LayerGradients {
 public:
  // Of at most so many rows. Keeps shape, slots and weights; with `bf16` the weights are packed so.
  LayerGradients(const NetShape& shape, const ParameterSlots& slots, const PackedWeights& weights,
                 const ProductKernel& fp32, const Bf16Kernel* bf16, size_t rows);
  // dW (+)= back^T X: `fresh` writes instead of adding. inputs [rows, padded inputs].
  void weights(size_t layer, const float* back, const float* inputs, size_t rows, bool fresh,
               float* gradients);
  // dX = back W: out [rows, padded inputs].
  void inputs(size_t layer, const float* back, size_t rows, float* out);

 private:
  void run(const Product& product) const;
  // Rows two by two, for a product over rows.
  const float* paired(const float* rows, size_t stride, size_t count);

  const NetShape& shape_;
  const ParameterSlots& slots_;
  const PackedWeights& weights_;
  const ProductKernel& fp32_;
  const Bf16Kernel* bf16_;
  size_t lanes_;
  AlignedFloats panels_, words_, zeros_;
};

}  // namespace mlrun
