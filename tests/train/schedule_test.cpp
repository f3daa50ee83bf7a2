#include "train/schedule.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace mlrun;

TEST_CASE("constant stays") {
  CHECK(learning_rate({}, 0.1, 0, 10) == 0.1);
  CHECK(learning_rate({}, 0.1, 9, 10) == 0.1);
}

TEST_CASE("cosine goes from lr to its final share") {
  const ScheduleConfig cosine{"cosine", 0.0, 0.0};
  CHECK(learning_rate(cosine, 2.0, 0, 4) == Approx(2.0));
  CHECK(learning_rate(cosine, 2.0, 1, 4) == Approx(1.0 + std::sqrt(0.5)));
  CHECK(learning_rate(cosine, 2.0, 2, 4) == Approx(1.0));
  const ScheduleConfig tenth{"cosine", 0.0, 0.1};
  CHECK(learning_rate(tenth, 1.0, 50, 100) == Approx(0.55));
}

TEST_CASE("warm-up climbs in equal steps, never from zero") {
  const ScheduleConfig warm{"constant", 0.4, 0.0};
  CHECK(learning_rate(warm, 1.0, 0, 10) == Approx(0.2));
  CHECK(learning_rate(warm, 1.0, 3, 10) == Approx(0.8));
  CHECK(learning_rate(warm, 1.0, 4, 10) == Approx(1.0));
}
