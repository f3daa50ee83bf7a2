#pragma once

#include <vector>

#include "predict/native_net.h"
#include "stack/stack_net.h"

namespace mlrun {

// Every net that lib/stack knows: dense with an embedding, tabm (mini), realmlp.
class NativeStack final : public NativeNet {
 public:
  // Requires a stack_shape. bf16 and Error(kModel): as make_native_net.
  NativeStack(const ModelDescription& description, const StateDict& state,
              Instructions instructions, bool bf16 = false);
  int64_t members() const override { return members_; }
  void forward(const Features& rows, int64_t first, int64_t count, float* out) const override;

 private:
  int64_t members_;
  size_t outputs_;
  size_t dense_width_, code_width_;
  std::vector<StackNet> nets_;  // one, or one per member of realmlp
};

}  // namespace mlrun
