#pragma once

#include "config/mistakes.h"
#include "config/train_config.h"

namespace mlrun {

// Values that are right by themselves and do not go together, each as one sentence.
Mistakes conflicts_of(const TrainConfig& config);

}  // namespace mlrun
