#include "mlrun/time_budget.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "plan/cost.h"

namespace mlrun {
namespace {

constexpr double kForTraining = 0.9;
constexpr double kMoment = 0.1;

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

double training_time(double seconds, const std::vector<NetJob>& jobs, const Workshop& shop,
                     int cores, const HostPace& pace) {
  const TrainingData& data = shop.data;
  const int64_t judges = shop.folds.empty() ? data.valid.rows : data.train.rows;
  const int64_t rows = judges * (shop.answers ? 3 : 2) + (data.test ? data.test->rows : 0);
  double answers = 0;
  for (const NetJob& job : jobs) {
    answers += answering_seconds(job.config, data.spec) * pace.of(job.kind);
  }
  answers *= static_cast<double>(rows) / cores;
  return std::max(seconds / 2, seconds - answers);
}

TimeBudget::TimeBudget(double limit) : limit_(limit), start_(std::chrono::steady_clock::now()) {}

double TimeBudget::left() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
  return std::max(kMoment, kForTraining * limit_ - passed.count());
}

}  // namespace mlrun
