#include "predict/native_net.h"

#include "core/error.h"
#include "core/text.h"
#include "predict/native_dense.h"

namespace mlrun {

Epilogue epilogue_named(const std::string& activation) {
  if (activation == "gelu") return Epilogue::kGelu;
  if (activation == "mish") return Epilogue::kMish;
  if (activation == "relu") return Epilogue::kRelu;
  if (activation == "selu") return Epilogue::kSelu;
  if (activation == "silu") return Epilogue::kSilu;
  if (activation == "tanh") return Epilogue::kTanh;
  throw Error(ErrorKind::kUsage, "unknown activation " + quoted(activation));
}

std::unique_ptr<NativeNet> make_native_net(const ModelDescription& description,
                                           const StateDict& state, Instructions instructions) {
  const auto* options = std::get_if<DenseOptions>(&description.config);
  if (options != nullptr && options->embedding.type == "none") {
    return std::make_unique<NativeDense>(*options, description, state, instructions);
  }
  return nullptr;
}

}  // namespace mlrun
