#pragma once

#include <vector>

#include "config/resolve.h"
#include "mlrun/time_budget.h"
#include "mlrun/train_plan.h"

namespace mlrun {

// The plan of a run; with a time limit after a look at how fast this host is.
TrainPlan plan_in_time(const ResolvedConfig& resolved, Workshop& shop, const TimeBudget& budget);

// Trains what a plan says. One that chooses is likely to be done before a time limit, since nets
// stop early: then further nets of its recipes follow as long as one is likely to fit.
std::vector<TrainedNet> train_in_time(const TrainPlan& plan, const ResolvedConfig& resolved,
                                      Workshop& shop, const TimeBudget& budget);

}  // namespace mlrun
