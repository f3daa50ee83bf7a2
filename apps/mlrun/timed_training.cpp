#include "mlrun/timed_training.h"

#include <algorithm>
#include <iterator>

#include "core/log.h"
#include "mlrun/train_lines.h"
#include "plan/cost.h"

namespace mlrun {
namespace {

std::vector<TrainedNet> train_plan(const TrainPlan& plan, Workshop& shop, const TimeBudget& budget,
                                   bool further) {
  shop.threads = plan.threads;
  shop.answers = plan.chooses || !shop.folds.empty();
  TrainLines lines(plan.jobs, further);
  auto nets = train_nets(plan.jobs, shop, plan.at_once, lines.ears(), budget.before_start(plan));
  lines.finish();
  return nets;
}

// What is left, by what the nets so far really took.
TimeLeft time_after(const std::vector<TrainedNet>& nets, const Workshop& shop,
                    const TimeBudget& budget) {
  TimeLeft left;
  left.seconds = budget.left();
  double took = 0;
  double nominal = 0;
  for (const TrainedNet& net : nets) {
    left.trained.insert(net.job.name);
    took += net.report.seconds;
    nominal += training_cost(net.job.config, shop.data.spec, shop.data.train.rows).seconds;
  }
  left.slowness = std::max(took, 1e-3) / std::max(nominal, 1e-3);
  return left;
}

}  // namespace

TrainPlan plan_in_time(const ResolvedConfig& resolved, Workshop& shop, const TimeBudget& budget) {
  const TrainPlan nominal = plan_nets(resolved, shop.data, shop.device, {});
  if (!budget.limited()) return nominal;
  return plan_nets(resolved, shop.data, shop.device, budget.time_left(nominal, shop));
}

std::vector<TrainedNet> train_in_time(const TrainPlan& plan, const ResolvedConfig& resolved,
                                      Workshop& shop, const TimeBudget& budget) {
  auto nets = train_plan(plan, shop, budget, false);
  if (!plan.chooses || !budget.limited()) return nets;
  // Once a net was trained in this process no other process can begin from it.
  int at_once = plan.at_once;
  while (true) {
    const TimeLeft left = time_after(nets, shop, budget);
    TrainPlan more = plan_nets(resolved, shop.data, shop.device, left);
    if (more.jobs.empty()) return nets;
    at_once = std::min(at_once, more.at_once);
    more.threads = more.threads * more.at_once / at_once;
    more.at_once = at_once;
    log::info("there is time for more");
    log::info(plan_text(more, shop.data));
    auto further = train_plan(more, shop, budget, true);
    std::move(further.begin(), further.end(), std::back_inserter(nets));
  }
}

}  // namespace mlrun
