#include "train/time_limit.h"

#include <chrono>
#include <utility>

namespace mlrun {

double steady_seconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

TimeLimit::TimeLimit(double seconds, const Strategy& strategy, Clock clock)
    : seconds_(seconds), strategy_(strategy), clock_(std::move(clock)), start_(clock_()) {}

bool TimeLimit::passed() {
  if (seconds_ <= 0 || passed_) return passed_;
  passed_ = strategy_.agree(clock_() - start_ >= seconds_ ? 1.0 : 0.0) > 0;
  return passed_;
}

}  // namespace mlrun
