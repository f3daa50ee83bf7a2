#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace mlrun {

// Whether short steps are worth the meeting of a team's threads: on a host whose processors are
// busy with other programs one thread can be faster than two. Every two thousand steps some are
// timed both ways, a few of one and a few of the other in turn, and the way with the smaller median
// goes on. The first of each few do not count: after steps alone the threads sleep, which they do
// not in a run of steps together, and a sleeping thread takes some steps to wake up. As long as a
// thread has no processor the caller does its work and both ways take the same: only a clear gain
// makes steps run alone. Long steps are not tried: there threads always pay.
class TeamTrial {
 public:
  // How the next step is to run.
  bool alone() const;
  // What the step that ran so took.
  void took(double seconds);

 private:
  static constexpr size_t kFew = 16;         // steps of one way in a row
  static constexpr size_t kWaking = 8;       // of them that do not count
  static constexpr size_t kTurns = 2;        // of each way
  static constexpr uint64_t kPeriod = 2048;  // steps from one trial to the next
  static constexpr uint64_t kFirst = 64;     // steps before the first: memory is cold
  static constexpr double kClearly = 0.9;
  static constexpr double kLongStep = 0.02;  // seconds
  static constexpr size_t kSteps = 2 * kFew * kTurns;
  using Times = std::array<double, (kFew - kWaking) * kTurns>;
  bool trying() const { return place_ < kSteps; }
  bool tries_alone() const { return place_ / kFew % 2 == 1; }

  uint64_t place_ = kPeriod - kFirst;  // in the period
  bool alone_ = false;
  bool long_ = false;
  Times together_{}, apart_{};
};

}  // namespace mlrun
