#include "train/answer_rows.h"

#include <torch/types.h>

#include <algorithm>

#include "model/torch_runtime.h"

namespace mlrun {

std::vector<float> answer_rows(Net& net, const NetInput& rows, const ModelDescription& description,
                               const TargetTransform& target) {
  const torch::NoGradGuard no_grad;
  net.eval();
  const at::Device device = net.parameters().front().device();
  constexpr int64_t kChunk = 8192;
  std::vector<float> all;
  all.reserve(static_cast<size_t>(rows.rows() * description.outputs));
  for (int64_t begin = 0; begin < rows.rows(); begin += kChunk) {
    const int64_t count = std::min(kChunk, rows.rows() - begin);
    const NetInput piece = rows.slice(begin, count).on(device);
    const at::Tensor home =
        net_answers(net, piece, description.classification).to(at::kCPU).contiguous();
    const float* values = home.const_data_ptr<float>();
    all.insert(all.end(), values, values + home.numel());
  }
  if (!description.classification) {
    for (float& value : all) value = target.to_user(value);
  }
  return all;
}

}  // namespace mlrun
