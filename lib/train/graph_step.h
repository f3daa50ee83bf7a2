#pragma once

#include <memory>

#include "device/device_graph.h"
#include "train/eager_step.h"

namespace mlrun {

// Full batches as one recorded graph of `steps` training steps per launch; the first few batches
// (warm-up), the last ones of an epoch and everything after a failed recording run eagerly.
class GraphStep final : public StepRunner {
 public:
  // Keeps references to both. Throws Error(kDevice) where the device has no graphs.
  GraphStep(TrainingStep& step, EagerStep& eager, int64_t steps, int64_t batch);
  ~GraphStep() override;
  at::Tensor run(const StepBatches& batches) override;
  // Whether a graph has been recorded and is in use.
  bool recorded() const { return recorded_; }

 private:
  at::Tensor warm_up(const StepBatches& batches);
  void fill(const StepBatches& batches);
  void record();
  void work();

  TrainingStep& step_;
  EagerStep& eager_;
  std::unique_ptr<DeviceGraph> graph_;
  int64_t warm_ups_ = 0;
  bool recorded_ = false;
  bool failed_ = false;
  // Where the graph reads and writes: their contents change, their addresses do not.
  at::Tensor rows_;  // [steps, batch]
  at::Tensor lr_;    // [steps]
  at::Tensor loss_;  // []
};

}  // namespace mlrun
