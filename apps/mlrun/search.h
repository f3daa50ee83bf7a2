#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/resolve.h"
#include "mlrun/time_budget.h"
#include "mlrun/train_plan.h"
#include "plan/halving.h"

namespace mlrun {

struct SearchOptions {
  int64_t trials = 0;   // 0: no search
  std::string run_dir;  // empty: nothing is kept
};

// Throws Error(kUsage) for flags that do not go with a search.
void check_search(const SearchOptions& options, const TrainConfig& config);

// What a search is going to do.
struct SearchPlan {
  std::vector<NetJob> trials;  // whole trainings; the first is the configuration as it stands
  std::vector<Json> settings;  // of each trial, over preset and plan; of the first none
  std::vector<Rung> rungs;
  size_t more = 0;  // whole trainings after the last rung, for seeds and folds
  int at_once = 1;
  int threads = 1;       // of all nets together
  bool chooses = false;  // the nets of the last rung are weighted; else the best is the model
  double seconds = 0;    // an estimate
};

// Trials of a named net's space, or of the nets of a plan in turn; the same on every host.
SearchPlan plan_search(const SearchOptions& options, const ResolvedConfig& resolved,
                       const TrainingData& data, const DeviceChoice& device);

// "1 trial", "3 trials".
std::string trials_text(size_t count);
// For people, and for programs.
std::string search_text(const SearchPlan& plan, int64_t rows);
Json search_json(const SearchPlan& plan);

struct SearchOutcome {
  std::vector<TrainedNet> nets;      // what becomes the model, seeds and folds side by side
  Json summary;                      // {"trials", "failed", "best": {..}}: for file and summary
  std::vector<std::string> remarks;  // which trial was best, and how to train it again
};

// Trains rung by rung, says so on the way, keeps trials in the run directory and goes on with those
// that are there. Throws Error(kResult) when no trial gave a net; as TrialStore.
SearchOutcome search_nets(const SearchOptions& options, const SearchPlan& plan,
                          const ResolvedConfig& resolved, Workshop& shop, const TimeBudget& budget);

}  // namespace mlrun
