#include "train/training_rows.h"

#include <torch/types.h>

#include "device/device.h"

namespace mlrun {
namespace {

at::Tensor host_targets(const std::vector<float>& targets, const TargetTransform& transform,
                        bool classification) {
  const auto n = static_cast<int64_t>(targets.size());
  const at::Tensor out = torch::empty({n}, classification ? at::kLong : at::kFloat);
  for (size_t i = 0; i < targets.size(); ++i) {
    if (classification) {
      out.data_ptr<int64_t>()[i] = static_cast<int64_t>(targets[i]);
    } else {
      out.data_ptr<float>()[i] = transform.to_net(targets[i]);
    }
  }
  return out;
}

}  // namespace

TrainingRows place_rows(const LabelledRows& rows, const FeatureLayout& layout,
                        const TargetTransform& transform, bool classification,
                        const at::Device& device) {
  TrainingRows placed;
  placed.inputs = place_features(rows.features, layout, device);
  placed.targets = place(host_targets(rows.targets, transform, classification), device);
  if (!rows.weights.empty()) placed.weights = place(torch::tensor(rows.weights), device);
  return placed;
}

}  // namespace mlrun
