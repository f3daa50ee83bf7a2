#pragma once

#include "config/mistakes.h"
#include "config/train_config.h"

namespace mlrun {

// Values that are right by themselves and do not go together, each as one sentence.
Mistakes conflicts_of(const TrainConfig& config);

// Values other than the default that nothing goes by, so that whoever set them may be told.
Mistakes unused_values(const TrainingConfig& train);

// Values that do not go with the task of the data, which has this many classes (0: a regression).
Mistakes task_conflicts_of(const TrainConfig& config, int64_t classes);

}  // namespace mlrun
