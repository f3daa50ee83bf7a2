#include "train/time_limit.h"

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("the seconds of a limit begin when it is made, and stay over") {
  const Strategy one;
  double now = 100;
  TimeLimit limit(5, one, [&] { return now; });
  CHECK_FALSE(limit.passed());
  now = 104.5;
  CHECK_FALSE(limit.passed());
  now = 105;
  CHECK(limit.passed());
  now = 0;
  CHECK(limit.passed());
}

TEST_CASE("0 seconds are no limit") {
  const Strategy one;
  double now = 0;
  TimeLimit limit(0, one, [&] { return now; });
  now = 1e9;
  CHECK_FALSE(limit.passed());
}

TEST_CASE("the clock goes on") {
  const double before = steady_seconds();
  CHECK(steady_seconds() >= before);
}
