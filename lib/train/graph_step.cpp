#include "train/graph_step.h"

#include <torch/types.h>

#include "core/log.h"
#include "device/device.h"
#include "device/device_fault.h"
#include "device/own_kernels.h"

namespace mlrun {
namespace {

// LibTorch's libraries set themselves up during the first steps; PyTorch's own advice is three.
constexpr int64_t kWarmUps = 3;

}  // namespace

GraphStep::GraphStep(TrainingStep& step, EagerStep& eager, int64_t steps, int64_t batch)
    : step_(step), eager_(eager), graph_(std::make_unique<DeviceGraph>(step.device())) {
  const auto on_device = torch::TensorOptions().device(step.device());
  rows_ = torch::zeros({steps, batch}, on_device.dtype(at::kLong));
  lr_ = torch::zeros({steps}, on_device);
  loss_ = torch::zeros({}, on_device);
}

// What is queued still uses the graph's memory.
GraphStep::~GraphStep() { mlrun::settle(step_.device()); }

at::Tensor GraphStep::run(const StepBatches& batches) {
  if (rows_.dim() < batches.rows.dim()) {  // members with rows of their own
    rows_ = rows_.unsqueeze(2).expand({-1, -1, batches.rows.size(2)}).contiguous();
  }
  const bool fits = batches.rows.sizes() == rows_.sizes() && step_.parts() == 1;
  if (failed_ || !fits) return eager_.run(batches);
  if (warm_ups_ < kWarmUps) return warm_up(batches);
  fill(batches);
  if (!recorded_) {
    record();
    return failed_ ? eager_.run(batches) : loss_;
  }
  graph_->replay();
  return loss_;
}

at::Tensor GraphStep::warm_up(const StepBatches& batches) {
  const OwnKernelsScope scope;
  at::Tensor loss;
  graph_->warm_up([&] { loss = eager_.run(batches); });
  warm_ups_ += batches.rows.size(0);
  return loss;
}

void GraphStep::fill(const StepBatches& batches) {
  rows_.copy_(batches.rows);
  lr_.copy_(batches.lr_on_device);
}

void GraphStep::work() {
  const OwnKernelsScope scope;
  at::Tensor sum = torch::zeros({}, loss_.options());
  for (int64_t i = 0; i < rows_.size(0); ++i) {
    sum = sum + step_.run(rows_.select(0, i), {0, lr_.select(0, i)});
  }
  loss_.copy_(sum);
}

// A recording that fails may have drawn masks already.
void GraphStep::record() {
  const at::Tensor start = random_state(step_.device());
  try {
    step_.reset();
    graph_->record([this] { work(); });
    recorded_ = true;
  } catch (const std::exception& error) {
    failed_ = true;
    log::warn("no graph could be recorded, the steps run one by one: " + first_line_of(error));
  }
  if (!failed_) return;
  graph_.reset();
  step_.reset();
  set_random_state(step_.device(), start);
}

}  // namespace mlrun
