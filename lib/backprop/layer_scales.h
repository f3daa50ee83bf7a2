#pragma once

#include <vector>

#include "kernels/packed_layer.h"
#include "kernels/step_ops.h"
#include "stack/member_factors.h"

namespace mlrun {

// What BatchEnsemble (Wen et al. 2020) puts around the products of the hidden layers, for one
// worker: with R, S and b of the row's member, y = ((x R) W^T) S + b; the first layer's R is the
// net's scale and not in here. Rows are [rows, padded width] in the order of MemberRows. Of a net
// without layer scales it holds nothing and may not be asked.
class LayerScales {
 public:
  // Of at most so many rows. Keeps shape, slots and ops.
  LayerScales(const NetShape& shape, const ParameterSlots& slots, const StepOps& ops, size_t rows);

  // x R, what the product reads: x itself for the first layer. Kept for the way back.
  const float* inputs(size_t layer, const float* x, size_t rows, const float* parameters);
  // Where the product goes, kept for the way back.
  float* products(size_t layer) { return products_[layer].data(); }
  // out = product S + b.
  void outputs(size_t layer, size_t rows, const float* parameters, float* out) const;

  // back: from gradients of y to those of the product; those of S and b are added to `gradients`.
  void outputs_back(size_t layer, float* back, size_t rows, const float* parameters,
                    float* gradients) const;
  // What inputs() returned in the same pass.
  const float* scaled(size_t layer, const float* x) const {
    return layer == 0 ? x : inputs_[layer].data();
  }
  // back: from gradients of x R to those of x, of a later layer than the first; those of R are
  // added.
  void inputs_back(size_t layer, float* back, const float* x, size_t rows, const float* parameters,
                   float* gradients) const;

 private:
  const NetShape& shape_;
  const ParameterSlots& slots_;
  const StepOps& ops_;
  MemberFactors forward_;
  std::vector<AlignedFloats> inputs_, products_;  // of each layer
};

}  // namespace mlrun
