#include "features/target_skew.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace mlrun;

TEST_CASE("skewness by hand") {
  // Mean 1; distances -1, -1, -1, 3: squares 12 / 4 = 3, cubes 24 / 4 = 6.
  const std::vector<float> skewed{0, 0, 0, 4};
  CHECK(skewness(skewed, {}) == Approx(6 / std::pow(3.0, 1.5)));
  const std::vector<float> mirrored{4, 4, 4, 0};
  CHECK(skewness(mirrored, {}) == Approx(-6 / std::pow(3.0, 1.5)));
  CHECK(skewness(std::vector<float>{1, 2, 3}, {}) == Approx(0).margin(1e-12));
}

TEST_CASE("a weight is a row that stands so often") {
  const std::vector<float> targets{0, 4};
  const std::vector<float> weights{3, 1};
  CHECK(skewness(targets, weights) == Approx(6 / std::pow(3.0, 1.5)));
}

TEST_CASE("targets without a spread have no skewness") {
  CHECK(skewness(std::vector<float>{5, 5}, {}) == 0);
  CHECK(skewness({}, {}) == 0);
  CHECK(skewness(std::vector<float>{1, 2}, std::vector<float>{0, 0}) == 0);
}

TEST_CASE("a logarithm may help where targets are not negative and skewed to the right") {
  CHECK(log1p_may_help(std::vector<float>{0, 0, 0, 4}, {}));
  CHECK_FALSE(log1p_may_help(std::vector<float>{4, 4, 4, 0}, {}));
  CHECK_FALSE(log1p_may_help(std::vector<float>{-0.5F, 0, 0, 9}, {}));
  CHECK_FALSE(log1p_may_help(std::vector<float>{1, 2, 3}, {}));
}
