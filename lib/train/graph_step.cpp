#include "train/graph_step.h"

#include <torch/types.h>

#include <algorithm>

#include "core/log.h"
#include "device/device.h"
#include "device/device_fault.h"
#include "device/own_kernels.h"

namespace mlrun {
namespace {

// LibTorch's libraries set themselves up during the first steps; PyTorch's own advice is three.
constexpr int64_t kWarmUps = 3;

}  // namespace

GraphStep::GraphStep(TrainingStep& step, EagerStep& eager) : step_(step), eager_(eager) {
  require_graphs(step.device());
}

// What is queued still uses the graphs' memory.
GraphStep::~GraphStep() { mlrun::settle(step_.device()); }

bool GraphStep::recorded() const {
  return std::any_of(recordings_.begin(), recordings_.end(),
                     [](const auto& recording) { return recording->recorded; });
}

GraphStep::Recording& GraphStep::recording_for(const StepBatches& batches) {
  for (auto& known : recordings_) {
    if (known->rows.sizes() == batches.rows.sizes()) return *known;
  }
  const auto on_device = torch::TensorOptions().device(step_.device());
  Recording& fresh = *recordings_.emplace_back(std::make_unique<Recording>());
  fresh.rows = torch::zeros(batches.rows.sizes(), on_device.dtype(at::kLong));
  fresh.lr = torch::zeros({batches.rows.size(0)}, on_device);
  fresh.loss = torch::zeros({}, on_device);
  fresh.graph = std::make_unique<DeviceGraph>(step_.device());
  return fresh;
}

at::Tensor GraphStep::run(const StepBatches& batches) {
  Recording& recording = recording_for(batches);
  if (recording.failed || step_.parts() != 1) return eager_.run(batches);
  if (!recording.warm || warm_ups_ < kWarmUps) return warm_up(recording, batches);
  recording.rows.copy_(batches.rows);
  recording.lr.copy_(batches.lr_on_device);
  if (recording.recorded) {
    recording.graph->replay();
    return recording.loss;
  }
  record(recording);
  return recording.failed ? eager_.run(batches) : recording.loss;
}

at::Tensor GraphStep::warm_up(Recording& recording, const StepBatches& batches) {
  const OwnKernelsScope scope;
  at::Tensor loss;
  recording.graph->warm_up([&] { loss = eager_.run(batches); });
  recording.warm = true;
  warm_ups_ += batches.rows.size(0);
  return loss;
}

void GraphStep::work(Recording& recording) {
  const OwnKernelsScope scope;
  at::Tensor sum;
  for (int64_t i = 0; i < recording.rows.size(0); ++i) {
    const at::Tensor loss = step_.run(recording.rows.select(0, i), {0, recording.lr.select(0, i)});
    sum = sum.defined() ? sum + loss : loss;
  }
  recording.loss.copy_(sum);
}

// A recording that fails may have drawn masks already.
void GraphStep::record(Recording& recording) {
  const at::Tensor start = random_state(step_.device());
  try {
    step_.reset();
    recording.graph->record([&] { work(recording); });
    recording.recorded = true;
  } catch (const std::exception& error) {
    recording.failed = true;
    log::warn("no graph could be recorded, the steps run one by one: " + first_line_of(error));
  }
  if (!recording.failed) return;
  recording.graph.reset();
  step_.reset();
  set_random_state(step_.device(), start);
}

}  // namespace mlrun
