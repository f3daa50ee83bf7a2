#include "backprop/team_trial.h"

#include <algorithm>

namespace mlrun {
namespace {

template <size_t N>
double median(std::array<double, N> values) {
  std::nth_element(values.begin(), values.begin() + N / 2, values.end());
  return values[N / 2];
}

}  // namespace

bool TeamTrial::alone() const {
  if (long_) return false;
  return trying() ? place_ % 2 == 1 : alone_;
}

void TeamTrial::took(double seconds) {
  if (long_) return;
  if (trying()) {
    (place_ % 2 == 1 ? apart_ : together_)[place_ / 2] = seconds;
    // The first step may wait for threads that are still starting.
    long_ = place_ == 2 && seconds > kLongStep;
    if (place_ + 1 == 2 * kEach) alone_ = median(apart_) < median(together_);
  }
  place_ = (place_ + 1) % kPeriod;
}

}  // namespace mlrun
