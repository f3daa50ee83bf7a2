#pragma once

#include <vector>

#include "kernels/few_outputs.h"
#include "kernels/packed_layer.h"
#include "predict/native_input.h"
#include "predict/native_net.h"
#include "predict/norm_weights.h"

namespace mlrun {

// The net of ResNetOptions: x = W x0 + b, then blocks x += W2 relu(W1 norm(x) + b1) + b2, then W
// relu(norm(x)) + b. The norm in front of W1 is folded into it; dropout is nothing here.
class NativeResNet final : public NativeNet {
 public:
  // Throws Error(kModel) as make_native_net.
  NativeResNet(const ResNetOptions& options, const ModelDescription& description,
               const StateDict& state, Instructions instructions);
  void forward(const Features& rows, int64_t first, int64_t count, float* out) const override;

 private:
  struct Block {
    PackedLayer first, second;
  };
  struct Room;
  void take_layers(const ResNetOptions& options, StateReader& reader, Instructions instructions);
  void forward_block(const Features& rows, int64_t first, int64_t count, float* out) const;
  void run_block(const Block& block, size_t rows, float* x, float* inside) const;
  void norm_and_relu(size_t rows, float* x) const;

  size_t outputs_;
  const StepOps& ops_;
  std::unique_ptr<NativeInput> input_;
  std::vector<PackedLayer> first_, head_;  // one; the head, or few_
  std::vector<FewOutputs> few_;
  std::vector<Block> blocks_;
  size_t stride_ = 0, inside_ = 0;  // floats of a row of x, of what a block computes
  AlignedFloats scale_, shift_;     // of the last norm
};

}  // namespace mlrun
