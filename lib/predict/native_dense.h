#pragma once

#include <vector>

#include "kernels/few_outputs.h"
#include "predict/input_layer.h"
#include "predict/native_input.h"
#include "predict/native_net.h"

namespace mlrun {

// The net of DenseOptions. Batch norm is folded into the layer before it; dropout is nothing here.
class NativeDense final : public NativeNet {
 public:
  // Throws Error(kModel) as make_native_net.
  NativeDense(const DenseOptions& options, const ModelDescription& description,
              const StateDict& state, Instructions instructions);
  void forward(const Features& rows, int64_t first, int64_t count, float* out) const override;

 private:
  void forward_block(const Features& rows, int64_t first, int64_t count, float* out) const;

  size_t outputs_;
  std::unique_ptr<NativeInput> embedded_;  // of a net with an embedding
  std::vector<InputLayer> input_;          // else one
  std::vector<PackedLayer> layers_;        // those behind it
  std::vector<FewOutputs> head_;           // the last in place of a packed one, or none
  size_t widest_ = 0;
};

}  // namespace mlrun
