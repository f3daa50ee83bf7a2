#include "predict/native_net.h"

#include "predict/native_dense.h"

namespace mlrun {

std::unique_ptr<NativeNet> make_native_net(const ModelDescription& description,
                                           const StateDict& state, Instructions instructions) {
  const auto* options = std::get_if<DenseOptions>(&description.config);
  if (options != nullptr && options->embedding.type == "none") {
    return std::make_unique<NativeDense>(*options, description, state, instructions);
  }
  return nullptr;
}

}  // namespace mlrun
