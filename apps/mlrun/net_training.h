#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checkpoint/model_file.h"
#include "mlrun/learn/learn_api.h"
#include "mlrun/training_data.h"
#include "plan/folds.h"
#include "predict/predictor.h"

namespace mlrun {

// One net to be trained.
struct NetJob {
  std::string name;  // "realmlp 2"
  std::string kind;  // "realmlp": what nets of a plan have in common that differ by their seed
  TrainConfig config;
  Json recipe;                 // what a plan set for it, or null
  std::optional<size_t> fold;  // judged by the rows of this fold, trained on the others
  bool may_fail = false;       // that it diverges ends no other net
};

struct TrainedNet {
  NetJob job;
  ModelBundle bundle;  // the net as a model by itself, without golden rows
  TrainReport report;
  int threads = 1;
  int ranks = 1;
  std::vector<std::string> remarks;  // of its features
  // What it says to the rows that judge, in the user's units: [rows, outputs]. Empty unless asked.
  std::vector<float> answers;
  int64_t outputs = 1;
  std::string failure;  // why there is no net; then report.best is NaN and all else empty
};

// What all nets of a run share. Outlives them.
struct Workshop {
  const TrainingData& data;
  std::vector<Fold> folds;  // of data.train, or none
  const LearnApi& learn;
  DeviceChoice device;
  std::optional<RankPlace> place;  // of a mirrored run
  uint64_t seed = 0;               // of the features
  int threads = 1;                 // that one net may use
  double time_limit = 0;           // seconds of the whole run; 0: none
  bool answers = false;            // whether nets tell what they say to the rows that judge
};

// Fits features and net. The same job and workshop give the same net, in whatever process.
TrainedNet train_net(const NetJob& job, const Workshop& shop, const EpochCallback& on_epoch);

// The same; a job that may fail gives a net with its failure instead of throwing its Error.
TrainedNet train_net_or_fail(const NetJob& job, const Workshop& shop,
                             const EpochCallback& on_epoch);

}  // namespace mlrun
