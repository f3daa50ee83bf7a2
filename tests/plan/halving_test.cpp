#include "plan/halving.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace mlrun;

namespace {

std::vector<size_t> sizes(size_t trials) {
  std::vector<size_t> counts;
  for (const Rung& rung : rungs(trials)) counts.push_back(rung.trials);
  return counts;
}

}  // namespace

TEST_CASE("rungs by hand") {
  CHECK(sizes(1) == std::vector<size_t>{1});
  CHECK(sizes(2) == std::vector<size_t>{2});
  CHECK(sizes(3) == std::vector<size_t>{3, 1});
  CHECK(sizes(9) == std::vector<size_t>{9, 3, 1});
  CHECK(sizes(20) == std::vector<size_t>{20, 7, 3});
  CHECK(sizes(100) == std::vector<size_t>{100, 34, 12});
}

TEST_CASE("the last rung is whole trainings, each before a third of the next") {
  const auto three = rungs(20);
  CHECK(three[0].share == Approx(1 / 9.0));
  CHECK(three[1].share == Approx(1 / 3.0));
  CHECK(three[2].share == 1);
  CHECK(rungs(2)[0].share == 1);
}

TEST_CASE("the best by score, in their order") {
  CHECK(best_of({3, 1, 2}, 2, false) == std::vector<size_t>{1, 2});
  CHECK(best_of({3, 1, 2}, 2, true) == std::vector<size_t>{0, 2});
  CHECK(best_of({1, 1, 1}, 2, true) == std::vector<size_t>{0, 1});
  CHECK(best_of({1, 2}, 5, true) == std::vector<size_t>{0, 1});
}

TEST_CASE("no number is worse than any number") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const bool up : {false, true}) {
    CHECK(best_of({nan, 1, nan, -1}, 2, up) == std::vector<size_t>{1, 3});
    CHECK(best_of({nan, 1, nan}, 2, up) == std::vector<size_t>{0, 1});
  }
}
