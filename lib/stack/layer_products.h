#pragma once

#include "stack/net_shape.h"
#include "stack/packed_weights.h"

namespace mlrun {

// The way forward through the hidden layers' products for one worker, in fp32 or with both sides
// rounded to bf16.
class LayerProducts {
 public:
  // Of at most so many rows. Keeps shape, slots and weights; with `bf16` the weights are packed so.
  LayerProducts(const NetShape& shape, const ParameterSlots& slots, const PackedWeights& weights,
                const ProductKernel& fp32, const Bf16Kernel* bf16, size_t rows);
  // out [rows, padded width of the layer] = epilogue(x W^T + b), without b in layers with scales;
  // x [rows, padded inputs], what fills its rows up is finite.
  void forward(size_t layer, const float* x, size_t rows, const float* parameters, float* out,
               Epilogue epilogue);

 private:
  const NetShape& shape_;
  const ParameterSlots& slots_;
  const PackedWeights& weights_;
  const ProductKernel& fp32_;
  const Bf16Kernel* bf16_;
  AlignedFloats words_, zeros_;
};

}  // namespace mlrun
