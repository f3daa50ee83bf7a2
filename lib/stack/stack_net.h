#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/spares.h"
#include "kernels/few_outputs.h"
#include "stack/input_stage.h"
#include "stack/layer_products.h"

namespace mlrun {

// A net of a shape with its parameters, to answer rows. After pack() any number of threads may call
// forward() at once; what it works with is kept from call to call.
class StackNet {
 public:
  // The edges are copied. Requires host_has(instructions), and a bf16_kernel of them where the
  // hidden layers' products are to round to bf16.
  StackNet(NetShape shape, const BinEdges& edges, Instructions instructions, bool bf16 = false);
  StackNet(StackNet&&) noexcept;
  StackNet& operator=(StackNet&&) noexcept;
  ~StackNet();
  const NetShape& shape() const { return *shape_; }
  const ParameterSlots& slots() const { return *slots_; }
  float* parameters() { return parameters_.data(); }
  // Due after parameters were set.
  void pack();
  // Logits [count, members, outputs] of rows first .. first + count of the table. A row's are the
  // same bits whatever rows stand beside it.
  void forward(const TableRows& table, size_t first, size_t count, float* logits) const;

 private:
  struct Room;
  void forward_chunk(const TableRows& table, std::span<const int64_t> table_rows, size_t first,
                     Room& room, float* logits) const;
  void scale_inputs(size_t count, Room& room) const;
  void hidden_layers(size_t rows, Room& room) const;
  void heads(size_t rows, Room& room) const;

  // Behind pointers, so that a net may be moved while others refer to these.
  std::unique_ptr<const NetShape> shape_;
  std::unique_ptr<const ParameterSlots> slots_;
  BinEdges edges_;
  std::vector<float> edge_values_;
  Instructions instructions_;
  const ProductKernel* products_;
  const Bf16Kernel* bf16_;  // null: products in fp32
  const StepOps* ops_;
  AlignedFloats parameters_;
  std::unique_ptr<PackedWeights> weights_;
  std::vector<PackedLayer> wide_head_;  // of one member with many outputs, else none
  std::unique_ptr<Spares<std::unique_ptr<Room>>> rooms_;
};

}  // namespace mlrun
