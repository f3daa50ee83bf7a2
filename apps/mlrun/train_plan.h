#pragma once

#include <set>
#include <string>
#include <vector>

#include "config/resolve.h"
#include "device/device_policy.h"
#include "mlrun/net_training.h"
#include "plan/plan.h"

namespace mlrun {

// What a run is going to train.
struct TrainPlan {
  std::vector<NetJob> jobs;  // in the order they begin
  int at_once = 1;
  int threads = 1;       // that one net may use
  bool chooses = false;  // nets are weighted by how well they do, not equally
  double seconds = 0;    // estimates; 0: none
  double bytes = 0;
};

// How far a run with a time limit has come.
struct TimeLeft {
  double seconds = 0;  // for training; 0: no limit
  HostPace pace;
  std::set<std::string> trained;  // names of nets
};

// How many nets train side by side: on a CPU as many as asked for, or as there are threads.
int jobs_at_once(const TrainConfig& config, const DeviceChoice& device, int threads);

// Nets, seeds and folds of a configuration; none where some are trained and no other has the time.
TrainPlan plan_nets(const ResolvedConfig& resolved, const TrainingData& data,
                    const DeviceChoice& device, const TimeLeft& left);

// For people: a line per net and one about time and memory.
std::string plan_text(const TrainPlan& plan, const TrainingData& data);
Json plan_json(const TrainPlan& plan);

}  // namespace mlrun
