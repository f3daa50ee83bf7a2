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

uint64_t TrainingRows::bytes() const {
  uint64_t sum = 0;
  for (const at::Tensor& tensor : {inputs.dense, inputs.codes, targets, weights}) {
    if (tensor.defined()) sum += tensor.nbytes();
  }
  return sum;
}

TrainingRows to_device(const TrainingRows& rows, const at::Device& device) {
  TrainingRows placed{rows.inputs.on(device), place(rows.targets, device), rows.weights};
  if (rows.weights.defined()) placed.weights = place(rows.weights, device);
  return placed;
}

std::vector<float> balanced_weights(const LabelledRows& rows, int64_t classes) {
  std::vector<float> weights = rows.weights;
  if (weights.empty()) weights.assign(rows.targets.size(), 1.0F);
  std::vector<double> of_class(static_cast<size_t>(classes), 0.0);
  double all = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    of_class[static_cast<size_t>(rows.targets[i])] += static_cast<double>(weights[i]);
    all += static_cast<double>(weights[i]);
  }
  for (size_t i = 0; i < weights.size(); ++i) {
    const double own = of_class[static_cast<size_t>(rows.targets[i])];
    if (own <= 0) continue;  // no row of the class has a weight
    weights[i] *= static_cast<float>(all / (static_cast<double>(classes) * own));
  }
  return weights;
}

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
