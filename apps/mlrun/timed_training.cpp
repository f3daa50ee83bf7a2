#include "mlrun/timed_training.h"

#include <algorithm>
#include <iterator>

#include "core/error.h"
#include "core/log.h"
#include "mlrun/pace_probe.h"
#include "mlrun/train_lines.h"
#include "plan/cost.h"

namespace mlrun {
namespace {

// Of what is left a look at the host may take this for each recipe.
constexpr double kLook = 0.04;
// More than any recipe takes.
constexpr double kAllTheTime = 1e12;

// The recipes of a plan, each as one net.
std::vector<NetJob> first_of_each_kind(const TrainPlan& plan) {
  std::vector<NetJob> first;
  for (const NetJob& job : plan.jobs) {
    const auto known = [&job](const NetJob& other) { return other.kind == job.kind; };
    if (std::none_of(first.begin(), first.end(), known)) first.push_back(job);
  }
  return first;
}

// What the nets really took: by that the next ones of their recipes are planned.
HostPace pace_of(const std::vector<TrainedNet>& nets, const TrainingData& data, HostPace pace) {
  std::map<std::string, double> took;
  std::map<std::string, double> nominal;
  for (const TrainedNet& net : nets) {
    took[net.job.kind] += net.report.seconds;
    nominal[net.job.kind] += training_cost(net.job.config, data.spec, data.train.rows).seconds;
  }
  for (const auto& [kind, seconds] : took) {
    pace.recipes[kind] = std::max(seconds, 1e-3) / std::max(nominal[kind], 1e-3);
  }
  return pace;
}

}  // namespace

TrainPlan TimedTraining::plan() {
  const TrainPlan nominal = plan_nets(resolved_, shop_.data, shop_.device, {});
  if (!budget_.limited()) return nominal;
  if (nominal.chooses) {
    look_at(plan_nets(resolved_, shop_.data, shop_.device, {.seconds = kAllTheTime}));
  }
  TrainPlan planned = plan_nets(resolved_, shop_.data, shop_.device, {budget_.left(), pace_, {}});
  // Too short a time gets a net that is none of the others.
  if (planned.chooses && pace_.recipes.count(planned.jobs.front().kind) == 0) {
    look_at(planned);
    planned = plan_nets(resolved_, shop_.data, shop_.device, {budget_.left(), pace_, {}});
  }
  return planned;
}

void TimedTraining::look_at(const TrainPlan& plan) {
  shop_.threads = plan.threads;
  shop_.answers = false;
  try {
    const HostPace seen =
        probe_pace(first_of_each_kind(plan), shop_, plan.at_once, kLook * budget_.left());
    for (const auto& [kind, pace] : seen.recipes) pace_.recipes[kind] = pace;
  } catch (const Error& error) {
    // Some of the rows may lack what all of them have: a column that varies, say.
    log::debug("no look at this host: " + std::string(error.what()));
  }
}

std::vector<TrainedNet> TimedTraining::train(const TrainPlan& plan) {
  auto nets = train_jobs(plan, false);
  if (!plan.chooses || !budget_.limited()) return nets;
  // Once a net was trained in this process no other process can begin from it.
  int at_once = plan.at_once;
  while (true) {
    TrainPlan more = more_after(nets);
    if (more.jobs.empty()) return nets;
    at_once = std::min(at_once, more.at_once);
    more.threads = more.threads * more.at_once / at_once;
    more.at_once = at_once;
    log::info("there is time for more");
    log::info(plan_text(more, shop_.data));
    auto further = train_jobs(more, true);
    std::move(further.begin(), further.end(), std::back_inserter(nets));
  }
}

std::vector<TrainedNet> TimedTraining::train_jobs(const TrainPlan& plan, bool further) {
  shop_.threads = plan.threads;
  shop_.answers = plan.chooses || !shop_.folds.empty();
  TrainLines lines(plan.jobs, further);
  auto nets = train_nets(plan.jobs, shop_, plan.at_once, lines.ears(), before_start(plan));
  lines.finish();
  return nets;
}

BeforeStart TimedTraining::before_start(const TrainPlan& plan) const {
  if (!budget_.limited()) return nullptr;
  const double seconds =
      training_time(budget_.left(), plan.jobs, shop_, plan.threads * plan.at_once, pace_);
  const size_t jobs = plan.jobs.size();
  return share_time(seconds, jobs, plan.chooses ? static_cast<int>(jobs) : plan.at_once);
}

TrainPlan TimedTraining::more_after(const std::vector<TrainedNet>& nets) {
  TimeLeft left{budget_.left(), pace_of(nets, shop_.data, pace_), {}};
  for (const TrainedNet& net : nets) left.trained.insert(net.job.name);
  return plan_nets(resolved_, shop_.data, shop_.device, left);
}

}  // namespace mlrun
