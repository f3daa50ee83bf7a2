#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/train_config.h"
#include "device/strategy.h"
#include "features/target.h"
#include "metrics/metric.h"
#include "model/model_factory.h"
#include "train/report.h"
#include "train/time_limit.h"
#include "train/training_rows.h"

namespace mlrun {

// The metric early stopping watches: the configured one, else rmse; auc for two classes;
// log-loss for more.
std::string watched_metric(const TrainingConfig& config, Task task);

// Threads a net of this size profits from, at most `allowed`: below about 25 million
// multiplications a step the second thread waits longer than it works.
int choose_threads(const ModelDescription& description, int64_t batch_size, int allowed);

// Fits nets to rows.
class Trainer {
 public:
  // Throws Error(kUsage) for settings that do not go with the task.
  Trainer(const TrainConfig& config, const ModelDescription& description, Task task,
          const TargetTransform& target, Clock clock = steady_seconds);
  // Trains on the net's device until the epochs, the patience or the time run out, then puts the
  // best weights back into the net (on rank 0, the one that judges). Throws Error(kResult) when the
  // loss is no longer a number, Error(kDevice) when a graph is asked for where there is none,
  // Stopped after the launch in which a signal came.
  TrainReport fit(Net& net, const LabelledRows& train, const LabelledRows& valid,
                  const at::Device& device, const EpochCallback& on_epoch,
                  const Strategy& strategy = Strategy()) const;

 private:
  TrainingRows host_rows(const LabelledRows& train) const;

  TrainConfig config_;
  ModelDescription description_;
  Task task_;
  TargetTransform target_;
  Clock clock_;
};

}  // namespace mlrun
