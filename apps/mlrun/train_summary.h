#pragma once

#include <string>
#include <vector>

#include "checkpoint/model_file.h"
#include "mlrun/net_choice.h"
#include "mlrun/net_training.h"

namespace mlrun {

// How a run ended.
struct TrainOutcome {
  const ModelBundle& bundle;
  const std::vector<TrainedNet>& nets;
  const NetChoice& choice;
  uint64_t bad_rows = 0;
  std::string path;  // of the model
  Json search;       // what a search found, or null
};

// The block at the end on stderr; as JSON on stdout when asked. Of several nets epochs, steps and
// seconds are those of all together.
void show_summary(const TrainOutcome& outcome, bool json);

}  // namespace mlrun
