#include "predict/state_reader.h"

#include "core/error.h"

namespace mlrun {

std::vector<float> StateReader::take(const std::string& path, const std::vector<int64_t>& shape) {
  taken_.insert(path);
  const auto found = state_.find(path);
  if (found == state_.end()) {
    mistakes_ += "\n  " + path + ": missing";
    return {};
  }
  const HostTensor wanted{Dtype::kF32, shape, {}};
  if (found->second.dtype == wanted.dtype && found->second.shape == wanted.shape) {
    return found->second.floats();
  }
  mistakes_ +=
      "\n  " + path + ": expected " + describe(wanted) + ", got " + describe(found->second);
  return {};
}

void StateReader::finish() const {
  std::string mistakes = mistakes_;
  for (const auto& [path, tensor] : state_) {
    if (!taken_.contains(path)) mistakes += "\n  " + path + ": the net has no such tensor";
  }
  if (mistakes.empty()) return;
  throw Error(ErrorKind::kModel, "the tensors do not fit the net:" + mistakes);
}

}  // namespace mlrun
