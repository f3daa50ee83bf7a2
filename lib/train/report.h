#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "features/features.h"

namespace mlrun {

// Rows with their truths, on the host, in the user's units (class indices for classes).
struct LabelledRows {
  Features features;
  std::vector<float> targets;
  std::vector<float> weights;  // empty: all 1
};

// One epoch as it ended.
struct EpochReport {
  int64_t epoch = 0;        // from 1
  double train_loss = 0;    // mean over the epoch's batches
  double valid_metric = 0;  // of the watched metric
  bool best = false;
  double seconds = 0;  // since the start of the run
  int64_t steps = 0;   // of this epoch
};

struct TrainReport {
  std::string metric;  // the watched one
  double best = 0;
  int64_t best_epoch = 0;
  int64_t epochs = 0;
  int64_t steps = 0;
  int64_t batch_size = 0;
  std::string runner = "eager";  // eager | graph: how the steps ran
  int64_t parts = 1;             // per batch, when it did not fit the device
  bool stopped_early = false;
  bool stopped_by_time = false;
  double seconds = 0;
  std::vector<EpochReport> history;
};

using EpochCallback = std::function<void(const EpochReport&)>;

}  // namespace mlrun
