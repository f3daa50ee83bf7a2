#pragma once

#include <memory>
#include <vector>

#include "device/device_graph.h"
#include "train/eager_step.h"

namespace mlrun {

// Steps as recorded graphs, one for each shape of batches that comes: the steps of a launch, those
// that an epoch has left over, its last batch. The first batches of a run (warm-up), the first of
// each shape, and those whose recording failed run eagerly.
class GraphStep final : public StepRunner {
 public:
  // Keeps references to both. Throws Error(kDevice) where the device has no graphs.
  GraphStep(TrainingStep& step, EagerStep& eager);
  ~GraphStep() override;
  at::Tensor run(const StepBatches& batches) override;
  // Whether a graph has been recorded and is in use.
  bool recorded() const;

 private:
  // A graph, and where it reads and writes: the contents change, the addresses do not.
  struct Recording {
    at::Tensor rows;  // [steps, batch] or [steps, batch, members]
    at::Tensor lr;    // [steps]
    at::Tensor loss;  // []
    std::unique_ptr<DeviceGraph> graph;
    bool warm = false;  // these shapes have run eagerly
    bool recorded = false;
    bool failed = false;
  };
  Recording& recording_for(const StepBatches& batches);
  at::Tensor warm_up(Recording& recording, const StepBatches& batches);
  void record(Recording& recording);
  void work(Recording& recording);

  TrainingStep& step_;
  EagerStep& eager_;
  int64_t warm_ups_ = 0;
  std::vector<std::unique_ptr<Recording>> recordings_;
};

}  // namespace mlrun
