#include "model/stack_setting.h"

namespace mlrun {

bool begins_by_fours(const at::Tensor& values) {
  constexpr uintptr_t kBytes = 16;
  return reinterpret_cast<uintptr_t>(values.const_data_ptr()) % kBytes == 0;
}

std::vector<at::Tensor> KeptTensors::pack() const {
  std::vector<at::Tensor> all = inputs;
  all.insert(all.end(), weights.begin(), weights.end());
  all.insert(all.end(), {y, x, factors, head_weight, levels});
  return all;
}

KeptTensors KeptTensors::unpack(const std::vector<at::Tensor>& all, int64_t layers) {
  const auto weights = all.begin() + layers;
  const auto rest = weights + layers;
  return {{all.begin(), weights}, {weights, rest}, rest[0], rest[1], rest[2], rest[3], rest[4]};
}

}  // namespace mlrun
