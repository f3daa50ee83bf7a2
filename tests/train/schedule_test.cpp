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

TEST_CASE("shares of a run by their closed forms") {
  CHECK(share_of_run("constant", 0.7) == 1);
  CHECK(share_of_run("flat-cosine", 0.5) == 1);
  CHECK(share_of_run("flat-cosine", 0.75) == Approx(0.5));
  CHECK(share_of_run("flat-cosine", 1) == Approx(0).margin(1e-12));
  // Four waves: zero at 1 + 15 t = 1, 2, 4, 8, 16, one between by the logarithm.
  for (const double top : {1.0, 2.0, 4.0, 8.0, 16.0}) {
    CHECK(share_of_run("cosine-waves", (top - 1) / 15) == Approx(0).margin(1e-12));
  }
  CHECK(share_of_run("cosine-waves", (std::sqrt(2.0) - 1) / 15) == Approx(1));
}

TEST_CASE("a learning rate in waves") {
  ScheduleConfig schedule;
  schedule.type = "cosine-waves";
  CHECK(learning_rate(schedule, 0.2, 0, 1500) == Approx(0).margin(1e-12));
  CHECK(learning_rate(schedule, 0.2, 300, 1500) == Approx(0).margin(1e-9));  // 1 + 15 / 5 = 4
  CHECK(learning_rate(schedule, 0.2, 50, 1500) ==
        Approx(0.2 * share_of_run("cosine-waves", 50.0 / 1500)));
}

TEST_CASE("every step of a schedule by its closed form, after the warm-up") {
  const auto cosine = [](double t) { return 0.5 * (1 + std::cos(std::acos(-1.0) * t)); };
  for (const std::string type : {"constant", "cosine", "flat-cosine", "cosine-waves"}) {
    ScheduleConfig schedule;
    schedule.type = type;
    schedule.warmup_fraction = 0.1;
    if (type == "cosine") schedule.final_fraction = 0.2;
    for (int64_t step = 0; step < 200; ++step) {
      const double t = (static_cast<double>(step) - 20) / 180;
      double wanted = 1;
      if (type == "cosine") wanted = 0.2 + 0.8 * cosine(t);
      if (type == "flat-cosine" && t > 0.5) wanted = cosine(2 * t - 1);
      if (type == "cosine-waves") {
        wanted = 1 - cosine(2 * std::log2(1 + 15 * t));
      }
      if (step < 20) wanted = static_cast<double>(step + 1) / 21;
      INFO(type << ", step " << step);
      CHECK(learning_rate(schedule, 0.3, step, 200) == Approx(0.3 * wanted).margin(1e-12));
    }
  }
}
