#include "predict/native_net.h"

#include "predict/native_dense.h"
#include "predict/native_resnet.h"
#include "predict/native_stack.h"
#include "predict/stack_shape.h"

namespace mlrun {

std::unique_ptr<NativeNet> make_native_net(const ModelDescription& description,
                                           const StateDict& state, Instructions instructions,
                                           bool bf16) {
  const auto* dense = std::get_if<DenseOptions>(&description.config);
  if (dense != nullptr && (dense->embedding.type == "none" || dense->batch_norm) && !bf16) {
    return std::make_unique<NativeDense>(*dense, description, state, instructions);
  }
  const auto* resnet = std::get_if<ResNetOptions>(&description.config);
  if (resnet != nullptr && !bf16) {
    return std::make_unique<NativeResNet>(*resnet, description, state, instructions);
  }
  if (stack_shape(description)) {
    return std::make_unique<NativeStack>(description, state, instructions, bf16);
  }
  return nullptr;
}

}  // namespace mlrun
