#pragma once

#include <vector>

#include "config/resolve.h"
#include "mlrun/time_budget.h"
#include "mlrun/train_plan.h"

namespace mlrun {

// Plans a run and trains what the plan says, in the time that there is. Keeps the references.
class TimedTraining {
 public:
  TimedTraining(const ResolvedConfig& resolved, Workshop& shop, const TimeBudget& budget)
      : resolved_(resolved), shop_(shop), budget_(budget) {}

  // With a time limit a plan that chooses comes after a look at how fast this host is.
  TrainPlan plan();
  // Such a plan is likely to be done before its limit, since nets stop early: then further nets of
  // its recipes follow as long as one is likely to fit.
  std::vector<TrainedNet> train(const TrainPlan& plan);

 private:
  // Finds the pace of a plan's recipes.
  void look_at(const TrainPlan& plan);
  std::vector<TrainedNet> train_jobs(const TrainPlan& plan, bool further);
  TrainPlan more_after(const std::vector<TrainedNet>& nets);
  // Gives each job what is left when it begins: all of it in a plan that chooses, which has done
  // its sums; else its share of it, so that those after it get theirs.
  BeforeStart before_start(const TrainPlan& plan) const;

  const ResolvedConfig& resolved_;
  Workshop& shop_;
  const TimeBudget& budget_;
  HostPace pace_;
};

}  // namespace mlrun
