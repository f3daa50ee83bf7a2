#include "features/robust_smooth.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"

using namespace mlrun;
using Catch::Matchers::Message;

namespace {

std::vector<double> fitted(const std::vector<double>& train, std::vector<double> values) {
  RobustSmooth transform;
  Random noise(1);
  transform.add_input(train, static_cast<int64_t>(train.size()), noise);
  transform.apply(0, values);
  return values;
}

}  // namespace

TEST_CASE("robust-smooth by hand: median 3, quartiles 2 and 4") {
  const auto values = fitted({5, 1, 3, 2, 4}, {3, 5, -3, std::nan("")});
  CHECK(values[0] == 0);
  CHECK(values[1] == Approx(1 / std::sqrt(1 + 1.0 / 9)));
  CHECK(values[2] == Approx(-3 / std::sqrt(2.0)));
  CHECK(std::isnan(values[3]));
}

TEST_CASE("robust-smooth takes the range where the quartiles coincide") {
  const auto values = fitted({0, 0, 0, 0, 0, 0, 0, 8}, {8, 0});
  CHECK(values[0] == Approx(2 / std::sqrt(1 + 4.0 / 9)));
  CHECK(values[1] == 0);
}

TEST_CASE("robust-smooth interpolates quartiles and stays within 3") {
  // Of 0, 1, 2, 3: quartiles .75 and 2.25, median 1.5.
  CHECK(fitted({0, 1, 2, 3}, {3})[0] == Approx(1 / std::sqrt(1 + 1.0 / 9)));
  CHECK(fitted({0, 1, 2, 3}, {1e30})[0] == Approx(3));
}

TEST_CASE("loading robust-smooth checks its arrays") {
  RobustSmooth transform;
  CHECK(transform.arrays().empty());
  Random noise(1);
  transform.add_input({1, 2, 3, 4, 5}, 5, noise);
  const RobustSmooth loaded(1, transform.arrays());
  std::vector<double> values = {5};
  loaded.apply(0, values);
  CHECK(values[0] == Approx(1 / std::sqrt(1 + 1.0 / 9)));
  CHECK_THROWS_MATCHES(
      RobustSmooth(1, {{"median", {1}, {0}}, {"scale", {1}, {0}}}), Error,
      Message("features: array \"scale\": value 0: expected a number above 0, got 0"));
  CHECK(RobustSmooth().near_constant(5, 5));
  CHECK_FALSE(RobustSmooth().near_constant(1, 2));
}
