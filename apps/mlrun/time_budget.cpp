#include "mlrun/time_budget.h"

#include <algorithm>
#include <cmath>
#include <memory>

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

TimeBudget::TimeBudget(double limit) : limit_(limit), start_(std::chrono::steady_clock::now()) {}

double TimeBudget::left() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
  return std::max(kMoment, kForTraining * limit_ - passed.count());
}

}  // namespace mlrun
