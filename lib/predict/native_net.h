#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "checkpoint/state_dict.h"
#include "kernels/product.h"
#include "predict/model_description.h"

namespace mlrun {

// A net's forward pass by our own kernels, on a CPU and without LibTorch. Const: any number of
// threads may call it at once; what it works with belongs to the thread.
class NativeNet {
 public:
  virtual ~NativeNet() = default;
  virtual int64_t members() const { return 1; }
  // Logits, or the standardised target, of rows first .. first + count: out [count, members,
  // outputs]. The bits of a row's answer do not depend on which rows stand beside it.
  virtual void forward(const Features& rows, int64_t first, int64_t count, float* out) const = 0;
};

// The net of a description with these tensors; null when that net has no native form, or none that
// rounds the hidden layers' products to bf16 where that is asked for. Throws Error(kModel) listing
// all tensors that do not fit. Requires host_has(instructions), for bf16 a bf16_kernel of them.
std::unique_ptr<NativeNet> make_native_net(const ModelDescription& description,
                                           const StateDict& state, Instructions instructions,
                                           bool bf16 = false);

}  // namespace mlrun
