#include "backprop/team_trial.h"

#include <catch2/catch.hpp>

using namespace mlrun;

namespace {

// Runs so many steps; how many of the last 100 were alone.
int alone_at_the_end(TeamTrial& trial, int steps, double together, double apart) {
  int count = 0;
  for (int i = 0; i < steps; ++i) {
    const bool alone = trial.alone();
    if (alone && i >= steps - 100) ++count;
    trial.took(alone ? apart : together);
  }
  return count;
}

// The steps before the first trial, which are together.
void warm_up(TeamTrial& trial, double seconds) {
  for (int i = 0; i < 64; ++i) {
    CHECK_FALSE(trial.alone());
    trial.took(seconds);
  }
}

}  // namespace

TEST_CASE("the faster way goes on after the trial") {
  TeamTrial faster_together;
  CHECK(alone_at_the_end(faster_together, 1000, 1e-4, 2e-4) == 0);
  TeamTrial faster_alone;
  CHECK(alone_at_the_end(faster_alone, 1000, 3e-4, 2e-4) == 100);
}

TEST_CASE("a trial tries both ways, and comes again") {
  TeamTrial trial;
  warm_up(trial, 1e-4);
  for (int i = 0; i < 16; ++i) {
    CHECK_FALSE(trial.alone());
    trial.took(1e-4);
  }
  CHECK(trial.alone());
  // The host becomes busy after the first trial.
  CHECK(alone_at_the_end(trial, 1000, 1e-4, 2e-4) == 0);
  CHECK(alone_at_the_end(trial, 4500, 9e-4, 2e-4) == 100);
}

TEST_CASE("some slow steps among the fast ones decide nothing") {
  TeamTrial trial;
  warm_up(trial, 1e-4);
  for (int i = 0; i < 64; ++i) {
    const bool alone = trial.alone();
    trial.took(i % 7 == 3 ? 0.01 : alone ? 2e-4 : 1e-4);
  }
  CHECK_FALSE(trial.alone());
}

TEST_CASE("threads that wake up after steps alone are not held against the team") {
  TeamTrial trial;
  warm_up(trial, 1e-4);
  int since_alone = 0;
  for (int i = 0; i < 64; ++i) {
    const bool alone = trial.alone();
    since_alone = alone ? 0 : since_alone + 1;
    trial.took(alone ? 2e-4 : since_alone < 8 ? 9e-4 : 1e-4);
  }
  CHECK_FALSE(trial.alone());
}

TEST_CASE("where both ways take the same the threads go on") {
  TeamTrial trial;
  CHECK(alone_at_the_end(trial, 1000, 1.01e-4, 1e-4) == 0);
}

TEST_CASE("long steps are not tried") {
  TeamTrial trial;
  warm_up(trial, 0.2);
  alone_at_the_end(trial, 3, 0.2, 0.4);
  for (int i = 0; i < 50; ++i) {
    CHECK_FALSE(trial.alone());
    trial.took(0.2);
  }
}
