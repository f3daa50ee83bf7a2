#pragma once

#include <vector>

#include "kernels/few_outputs.h"
#include "predict/input_layer.h"
#include "predict/native_input.h"
#include "predict/native_net.h"

namespace mlrun {

// The net of DenseOptions. Batch norm is folded into the layer before it; dropout is nothing here.
// Rows go through it beside those that are like them where that pays (stack/sign_order.h).
class NativeDense final : public NativeNet {
 public:
  // Throws Error(kModel) as make_native_net.
  NativeDense(const DenseOptions& options, const ModelDescription& description,
              const StateDict& state, Instructions instructions);
  void forward(const Features& rows, int64_t first, int64_t count, float* out) const override;

 private:
  // As `forward`, rows as they stand.
  void forward_blocks(const Features& rows, int64_t first, int64_t count, float* out) const;
  void forward_ordered(const Features& rows, int64_t first, int64_t count, float* out) const;
  void forward_block(const Features& rows, int64_t first, int64_t count, float* out) const;

  size_t outputs_;
  size_t dense_width_, code_width_;
  bool ordered_;
  std::unique_ptr<NativeInput> embedded_;  // of a net with an embedding
  std::vector<InputLayer> input_;          // else one
  std::vector<PackedLayer> layers_;        // those behind it
  std::vector<FewOutputs> head_;           // the last in place of a packed one, or none
  size_t widest_ = 0;
};

}  // namespace mlrun
