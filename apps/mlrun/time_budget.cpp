#include "mlrun/time_budget.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "plan/cost.h"

namespace mlrun {
namespace {

constexpr double kForTraining = 0.9;
constexpr double kMoment = 0.1;

// Measured seconds over nominal ones, of the slowest of a few nets of one epoch.
double slowness_of(const TrainPlan& nominal, Workshop& shop) {
  NetJob probe = nominal.jobs.front();
  probe.config.train.epochs = 1;
  probe.fold.reset();
  if (shop.data.valid.rows == 0) probe.fold = 0;
  const std::vector<NetJob> probes(static_cast<size_t>(nominal.at_once), probe);
  const double expected = training_cost(probe.config, shop.data.spec, shop.data.train.rows).seconds;
  double slowest = 0;
  for (const TrainedNet& net : train_nets(probes, shop, nominal.at_once, {}, nullptr)) {
    slowest = std::max(slowest, net.report.seconds);
  }
  return std::clamp(slowest / expected, 0.1, 100.0);
}

}  // namespace

BeforeStart share_time(double seconds, size_t jobs, int at_once) {
  if (seconds <= 0) return nullptr;
  using Clock = std::chrono::steady_clock;
  const auto begun = std::make_shared<size_t>(0);
  return [begun, jobs, at_once, seconds, start = Clock::now()](NetJob& job) {
    const std::chrono::duration<double> passed = Clock::now() - start;
    const double waves = std::ceil(static_cast<double>(jobs - (*begun)++) / at_once);
    const double mine = std::max(kMoment, seconds - passed.count()) / waves;
    double& limit = job.config.train.time_limit;
    limit = limit > 0 ? std::min(limit, mine) : mine;
  };
}

TimeBudget::TimeBudget(double limit) : limit_(limit), start_(std::chrono::steady_clock::now()) {}

double TimeBudget::left() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
  return std::max(kMoment, kForTraining * limit_ - passed.count());
}

TimeLeft TimeBudget::time_left(const TrainPlan& nominal, Workshop& shop) const {
  if (!limited()) return {};
  TimeLeft left;
  if (nominal.chooses) {
    shop.threads = nominal.threads;
    left.slowness = slowness_of(nominal, shop);
  }
  left.seconds = this->left();
  return left;
}

BeforeStart TimeBudget::before_start(const TrainPlan& plan) const {
  if (!limited()) return nullptr;
  const size_t jobs = plan.jobs.size();
  return share_time(left(), jobs, plan.chooses ? static_cast<int>(jobs) : plan.at_once);
}

}  // namespace mlrun
