#pragma once

#include <memory>
#include <string>

#include "train/eager_step.h"
#include "train/graph_step.h"

namespace mlrun {

// Steps that go to a device together: device.steps_per_launch, or chosen where that is 0. What
// follows the run from launch to launch (dropout, weight decay) keeps its steps single.
int64_t steps_of_launch(const TrainConfig& config);

// How the steps of a run are carried out, as device.compile asks: `auto` takes a graph where the
// device has graphs, a plan where one was made, and says when a wish for a graph (steps_per_launch)
// comes to nothing.
class RunSteps {
 public:
  // Keeps a reference to the step. planned: the steps of this run written out, or null. Throws
  // Error(kDevice) when a graph is asked for where there is none.
  RunSteps(TrainingStep& step, const TrainConfig& config, bool mirrored,
           std::unique_ptr<StepRunner> planned = nullptr);
  StepRunner& runner();
  // Steps to give to the runner at a time.
  int64_t launch() const { return launch_; }
  // "plan", "graph" once one has been recorded, else "eager".
  std::string kind() const;

 private:
  EagerStep eager_;
  std::unique_ptr<StepRunner> planned_;
  std::unique_ptr<GraphStep> graph_;
  int64_t launch_ = 1;
};

}  // namespace mlrun
