#pragma once

#include <functional>

#include "device/strategy.h"

namespace mlrun {

// Seconds since some moment that stays the same.
using Clock = std::function<double()>;
// Of this host, which goes on evenly whatever happens to its date.
double steady_seconds();

// Ends a run after some seconds, on all ranks at the same step.
class TimeLimit {
 public:
  // From now on; 0 seconds: no limit. Keeps a reference to the strategy.
  TimeLimit(double seconds, const Strategy& strategy, Clock clock = steady_seconds);
  // Whether the seconds are over by rank 0's clock. Once they are, they stay so. With a limit
  // every rank is to ask as often as the others.
  bool passed();

 private:
  double seconds_;
  const Strategy& strategy_;
  Clock clock_;
  double start_;
  bool passed_ = false;
};

}  // namespace mlrun
