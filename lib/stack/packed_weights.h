#pragma once

#include <vector>

#include "kernels/bf16.h"
#include "kernels/packed_layer.h"
#include "stack/net_shape.h"

namespace mlrun {

// The weights of the hidden layers as the products read them: once for the way forward, once for
// the way back. Packed anew after each update, a share of the panels by each worker.
class PackedWeights {
 public:
  // Gradients go back through the layers from `back_from` on. Keeps the slots. With `bf16` as words
  // of it, `lanes` being its own.
  static constexpr size_t kForwardOnly = ~size_t{0};
  PackedWeights(const NetShape& shape, const ParameterSlots& slots, size_t lanes, size_t back_from,
                const Bf16Kernel* bf16 = nullptr);
  // Packs share `part` of `parts`.
  void pack(const float* parameters, size_t part, size_t parts);
  const float* forward(size_t layer) const { return forward_[layer].data(); }
  const float* backward(size_t layer) const { return backward_[layer].data(); }

 private:
  // Two registers of columns of one layer and direction.
  struct Panel {
    size_t layer;
    bool back;
    size_t first;  // column
  };
  void pack(const Panel& panel, const float* parameters);
  // What the numbers of a column take.
  size_t column_floats(size_t depth) const { return bf16_ != nullptr ? half(depth) : depth; }

  const ParameterSlots& slots_;
  size_t lanes_;
  const Bf16Kernel* bf16_;
  std::vector<float> factors_;  // of the layers' products
  std::vector<AlignedFloats> forward_, backward_;
  std::vector<Panel> panels_;
};

}  // namespace mlrun
