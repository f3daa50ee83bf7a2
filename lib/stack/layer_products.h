#pragma once

#include "stack/net_shape.h"
#include "stack/packed_weights.h"

namespace mlrun {

// What the products of a net's hidden layers go by, in fp32 or with both sides rounded to bf16.
struct LayerWork {
  const NetShape& shape;
  const ParameterSlots& slots;
  const PackedWeights& weights;  // packed for bf16 where that is set
  const ProductKernel& fp32;
  const Bf16Kernel* bf16 = nullptr;

  size_t lanes() const { return bf16 != nullptr ? bf16->lanes : fp32.lanes; }
  void run(const Product& product) const {
    bf16 != nullptr ? bf16->run(product) : fp32.run(product);
  }
};

// The way forward through the hidden layers' products for one worker.
class LayerProducts {
 public:
  // Of at most so many rows. Keeps what `work` refers to.
  LayerProducts(const LayerWork& work, size_t rows);
  // out [rows, padded width of the layer] = epilogue(x W^T + b), without b in layers with scales;
  // x [rows, padded inputs], what fills its rows up is finite.
  void forward(size_t layer, const float* x, size_t rows, const float* parameters, float* out,
               Epilogue epilogue);

 private:
  LayerWork work_;
  AlignedFloats words_, zeros_;
};

}  // namespace mlrun
