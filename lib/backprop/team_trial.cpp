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
  return trying() ? tries_alone() : alone_;
}

void TeamTrial::took(double seconds) {
  if (long_) return;
  if (trying()) {
    const size_t turn = place_ / (2 * kFew);
    const size_t step = place_ % kFew;
    if (step >= kWaking) {
      (tries_alone() ? apart_ : together_)[turn * (kFew - kWaking) + step - kWaking] = seconds;
    }
    long_ = place_ == 1 && seconds > kLongStep;
    if (place_ + 1 == kSteps) alone_ = median(apart_) < kClearly * median(together_);
  }
  place_ = (place_ + 1) % kPeriod;
}

}  // namespace mlrun
