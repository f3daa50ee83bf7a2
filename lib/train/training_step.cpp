#include "train/training_step.h"

#include <torch/types.h>

#include "device/device.h"
#include "device/precision.h"

namespace mlrun {

TrainingStep::TrainingStep(Net& net, const Loss& loss, Optimizer& optimizer,
                           const TrainingRows& data, const TrainConfig& config,
                           const at::Device& device, const Strategy& strategy)
    : net_(net),
      loss_(loss),
      optimizer_(optimizer),
      data_(data),
      config_(config),
      device_(device),
      strategy_(strategy),
      windowed_(strategy.world() > 1 || config.device.on_oom == "shrink") {}

at::Tensor TrainingStep::run(const at::Tensor& rows, const LearningRate& lr) {
  optimizer_.zero_grad();
  const BatchShare share = share_of(rows.size(0), strategy_.rank(), strategy_.world());
  const at::Tensor loss = gradients_of(rows, share);
  const torch::NoGradGuard no_grad;
  if (strategy_.world() > 1) {
    auto shared = optimizer_.all_gradients();
    shared.push_back(loss);
    strategy_.sum(shared);
  }
  if (config_.train.clip_norm > 0) optimizer_.clip_grad_norm(config_.train.clip_norm);
  optimizer_.step(lr);
  if (average_ != nullptr) average_->update();
  return loss;
}

// Each part starts from the same place of the random stream and draws the masks of the whole batch.
at::Tensor TrainingStep::gradients_of(const at::Tensor& rows, const BatchShare& share) {
  if (share.count == rows.size(0) && parts_ == 1) return part_of_loss(rows, share);
  const at::Tensor start = parts_ > 1 ? random_state(device_) : at::Tensor();
  at::Tensor loss = torch::zeros({}, torch::TensorOptions().device(device_));
  for (int64_t i = 0; i < parts_; ++i) {
    const BatchShare part = share_of(share.count, i, parts_);
    if (part.count == 0) continue;
    if (i > 0) set_random_state(device_, start);
    loss += part_of_loss(rows, {share.begin + part.begin, part.count});
  }
  if (share.count == 0) optimizer_.zero_gradients();
  return loss;
}

at::Tensor TrainingStep::part_of_loss(const at::Tensor& rows, const BatchShare& share) {
  const bool whole = share.count == rows.size(0);
  const at::Tensor mine = whole ? rows : rows.narrow(0, share.begin, share.count);
  const at::Tensor flat = mine.flatten();  // of each member's own rows: [n * members]
  NetInput inputs = data_.inputs.take(flat);
  inputs.per_member = mine.dim() == 2;
  if (windowed_) inputs.window = {share.begin, rows.size(0)};
  const at::Tensor weights =
      data_.weights.defined() ? data_.weights.index_select(0, flat).view_as(mine) : at::Tensor();
  at::Tensor outputs;
  {
    const Autocast autocast(config_.device.precision, device_);
    outputs = net_.forward(inputs).to(at::kFloat);
  }
  at::Tensor loss = loss_(outputs, data_.targets.index_select(0, flat).view_as(mine), weights);
  if (!whole) loss = loss * weight_of(rows, share, weights);
  loss.backward();
  return loss.detach();
}

// What the mean loss of a part counts in that of its batch.
at::Tensor TrainingStep::weight_of(const at::Tensor& rows, const BatchShare& share,
                                   const at::Tensor& weights) {
  if (!weights.defined()) {
    const double part = static_cast<double>(share.count) / static_cast<double>(rows.size(0));
    return torch::full({}, part, torch::TensorOptions().device(device_));
  }
  return weights.sum() / Loss::total(data_.weights.index_select(0, rows.flatten()));
}

}  // namespace mlrun
