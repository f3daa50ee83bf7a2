#pragma once

#include <memory>
#include <string>

#include "train/eager_step.h"
#include "train/graph_step.h"

namespace mlrun {

// How the steps of a run are carried out, as device.compile asks: `auto` takes a graph where the
// device has graphs, and says when a wish for one (steps_per_launch) comes to nothing.
class RunSteps {
 public:
  // Keeps a reference to the step. Throws Error(kDevice) when a graph is asked for where there is
  // none.
  RunSteps(TrainingStep& step, const DeviceConfig& config, int64_t batch, bool mirrored);
  StepRunner& runner();
  // Steps to give to the runner at a time.
  int64_t launch() const { return launch_; }
  // "graph" once one has been recorded, else "eager".
  std::string kind() const { return graph_ && graph_->recorded() ? "graph" : "eager"; }

 private:
  EagerStep eager_;
  std::unique_ptr<GraphStep> graph_;  // null: eager alone
  int64_t launch_ = 1;
};

}  // namespace mlrun
