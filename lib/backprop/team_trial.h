#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace mlrun {

// Whether short steps are worth the meeting of a team's threads: on a host whose processors are
// busy with other programs one thread can be faster than two. Every few thousand steps some are
// timed both ways in turn, and the way with the smaller median goes on. Long steps are not tried:
// there threads always pay.
class TeamTrial {
 public:
  // How the next step is to run.
  bool alone() const;
  // What the step that ran so took.
  void took(double seconds);

 private:
  static constexpr size_t kEach = 9;          // steps of each way
  static constexpr uint64_t kPeriod = 4096;   // steps from one trial to the next
  static constexpr double kLongStep = 0.003;  // seconds
  bool trying() const { return place_ < 2 * kEach; }

  uint64_t place_ = 0;  // in the period
  bool alone_ = false;
  bool long_ = false;
  std::array<double, kEach> together_{}, apart_{};
};

}  // namespace mlrun
