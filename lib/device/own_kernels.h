#pragma once

#include <ATen/core/Tensor.h>

#include "device/layer_api.h"
#include "device/update_api.h"

namespace mlrun {

// While one lives, what this thread trains with runs by kernels of mlrun's own where the device has
// them. Nests. Without one LibTorch's operations do the same, the reference.
class OwnKernelsScope {
 public:
  OwnKernelsScope();
  ~OwnKernelsScope();
  OwnKernelsScope(const OwnKernelsScope&) = delete;
  OwnKernelsScope& operator=(const OwnKernelsScope&) = delete;
  static bool open();
};

// The device's kernels for hidden layers; null: it has none, or they cannot serve (said once, at
// level debug).
const LayerApi* layer_api(const at::Device& device);

// The device's update of all parameters; null as above.
const UpdateApi* update_api(const at::Device& device);

// Of how many pieces the factors of a product of so many multiply-adds are best, at the precision
// that holds now: 1 for bf16; 0, whole numbers, for tf32; for fp32 what the device does fastest.
int64_t factor_pieces(const LayerApi& api, const at::Device& device, double multiply_adds);

}  // namespace mlrun
