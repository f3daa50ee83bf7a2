#pragma once

#include <functional>
#include <vector>

#include "mlrun/net_training.h"

namespace mlrun {

// What is heard while nets train; each callback may be empty.
struct NetEars {
  std::function<void(size_t net, const EpochReport& epoch)> epoch;
  std::function<void(size_t net, const TrainedNet& trained)> trained;
};

// The last word about a job when it begins.
using BeforeStart = std::function<void(NetJob& job)>;

// Trains every net; those that stand first begin first. Several at a time train in processes of
// their own, which needs a device that is a CPU and that nothing of LibTorch has run in this
// process; the nets are the same as one after the other.
std::vector<TrainedNet> train_nets(const std::vector<NetJob>& jobs, const Workshop& shop,
                                   int at_once, const NetEars& ears, const BeforeStart& before);

}  // namespace mlrun
