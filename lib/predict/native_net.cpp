#include "predict/native_net.h"

#include "predict/native_dense.h"
#include "predict/native_stack.h"
#include "predict/stack_shape.h"

namespace mlrun {

std::unique_ptr<NativeNet> make_native_net(const ModelDescription& description,
                                           const StateDict& state, Instructions instructions,
                                           bool bf16) {
  const auto* options = std::get_if<DenseOptions>(&description.config);
  if (options != nullptr && options->embedding.type == "none" && !bf16) {
    return std::make_unique<NativeDense>(*options, description, state, instructions);
  }
  if (stack_shape(description)) {
    return std::make_unique<NativeStack>(description, state, instructions, bf16);
  }
  return nullptr;
}

}  // namespace mlrun
