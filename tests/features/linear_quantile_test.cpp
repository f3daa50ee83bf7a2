#include "features/linear_quantile.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace mlrun;

TEST_CASE("quantiles lie on the values or straight between them") {
  const std::vector<double> values = {1, 2, 4, 8};
  CHECK(linear_quantile(values, 0, 4) == 1);
  CHECK(linear_quantile(values, 1, 4) == 1.75);  // place 3/4
  CHECK(linear_quantile(values, 1, 2) == 3);     // place 3/2
  CHECK(linear_quantile(values, 3, 4) == 5);     // place 9/4
  CHECK(linear_quantile(values, 4, 4) == 8);
  CHECK(linear_quantile(values, 2, 3) == 4);  // place 2, no rounding
}

TEST_CASE("the quantiles of one value are that value") {
  const std::vector<double> values = {7};
  for (int64_t part = 0; part <= 3; ++part) CHECK(linear_quantile(values, part, 3) == 7);
}

TEST_CASE("quantiles between equal values are exactly they") {
  const std::vector<double> values(6, 0.1);
  for (int64_t part = 0; part <= 7; ++part) CHECK(linear_quantile(values, part, 7) == 0.1);
}

TEST_CASE("a quantile between the ends of the range of double is finite") {
  const std::vector<double> values = {-1.7e308, 1.7e308};
  CHECK(linear_quantile(values, 1, 2) == 0);
}
