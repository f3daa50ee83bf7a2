#pragma once

#include <vector>

#include "core/spares.h"
#include "kernels/few_outputs.h"
#include "predict/input_layer.h"
#include "predict/native_input.h"
#include "predict/native_net.h"
#include "predict/ordered_rows.h"

namespace mlrun {

// The net of DenseOptions. Batch norm is folded into the layer before it; dropout is nothing here.
// Rows go through it beside those that are like them where that pays (stack/row_order.h).
class NativeDense final : public NativeNet {
 public:
  // Throws Error(kModel) as make_native_net.
  NativeDense(const DenseOptions& options, const ModelDescription& description,
              const StateDict& state, Instructions instructions);
  void forward(const Features& rows, int64_t first, int64_t count, float* out) const override;

 private:
  struct OrderRoom {
    OrderRoom(const NetShape& shape, const FeatureLayout& layout) : rows(shape, layout) {}
    OrderedRows rows;
    std::vector<float> answers;
  };
  // As `forward`, rows as they stand.
  void forward_blocks(const Features& rows, int64_t first, int64_t count, float* out) const;
  void forward_ordered(const Features& rows, int64_t first, int64_t count, float* out) const;
  void forward_block(const Features& rows, int64_t first, int64_t count, float* out) const;

  size_t outputs_;
  FeatureLayout layout_;
  NetShape hidden_;  // the hidden layers alone
  bool ordered_;
  std::unique_ptr<NativeInput> embedded_;  // of a net with an embedding
  std::vector<InputLayer> input_;          // else one
  std::vector<PackedLayer> layers_;        // those behind it
  std::vector<FewOutputs> head_;           // the last in place of a packed one, or none
  size_t widest_ = 0;
  mutable Spares<std::unique_ptr<OrderRoom>> order_rooms_;
};

}  // namespace mlrun
