#include "support/fakedev/shadow.h"

#include <ATen/ops/from_blob.h>

#include "support/fakedev/arena.h"
#include "support/fakedev/launch.h"

namespace fakedev {

bool on_device(const at::Tensor& tensor) { return tensor.device().type() == kType; }

at::Tensor shadow(const at::Tensor& tensor) {
  if (!on_device(tensor)) return tensor;
  return at::from_blob(Arena::get().shadow(tensor.const_data_ptr()), tensor.sizes(),
                       tensor.strides(), at::device(at::kCPU).dtype(tensor.dtype()));
}

at::Tensor alias(const at::Tensor& tensor) {
  if (!tensor.defined()) return tensor;
  return at::Tensor(tensor.unsafeGetTensorImpl()->shallow_copy_and_detach(
      /*version_counter=*/c10::VariableVersion(0), /*allow_tensor_metadata_change=*/true));
}

}  // namespace fakedev
