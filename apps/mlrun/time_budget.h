#pragma once

#include <chrono>

#include "mlrun/net_pool.h"
#include "plan/plan.h"

namespace mlrun {

// Gives each of so many jobs, a few at a time, its share of what is left of the seconds when it
// begins, so that those after it get theirs. 0 seconds: no limit.
BeforeStart share_time(double seconds, size_t jobs, int at_once);

// Of so many seconds those that training may take, half of them at least: rows that judge are
// answered once more when a net's time is up, for its weight, and like test rows for the scores at
// the end. cores: that all nets have together.
double training_time(double seconds, const std::vector<NetJob>& jobs, const Workshop& shop,
                     int cores, const HostPace& pace);

// The clock of a run with a time limit. A tenth of the limit is kept for what comes after
// training: final scores, golden rows, the file.
class TimeBudget {
 public:
  // Begins now. limit: seconds; 0: none.
  explicit TimeBudget(double limit);
  bool limited() const { return limit_ > 0; }
  // Seconds that training may still take, at least a moment.
  double left() const;

 private:
  double limit_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace mlrun
