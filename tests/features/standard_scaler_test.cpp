#include "features/standard_scaler.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"

using namespace mlrun;
using Catch::Matchers::Message;

TEST_CASE("standard by hand: mean and population deviation") {
  StandardScaler scaler;
  Random noise(1);
  scaler.add_input({2, 4, 4, 4, 5, 5, 7, 9}, 8, noise);
  const auto arrays = scaler.arrays();
  REQUIRE(arrays.size() == 2);
  CHECK(arrays[0].name == "mean");
  CHECK(arrays[0].values == std::vector<double>{5});
  CHECK(arrays[1].name == "deviation");
  CHECK(arrays[1].values == std::vector<double>{2});
  std::vector<double> values = {5, 9, 1, std::nan("")};
  scaler.apply(0, values);
  CHECK(values[0] == 0);
  CHECK(values[1] == 2);
  CHECK(values[2] == -2);
  CHECK(std::isnan(values[3]));
}

// scikit-learn 1.9: StandardScaler().fit_transform.
TEST_CASE("standard as scikit-learn's StandardScaler") {
  StandardScaler scaler;
  Random noise(1);
  std::vector<double> values = {1, 2, 4, 8, 16.5};
  scaler.add_input(values, 5, noise);
  scaler.apply(0, values);
  const std::vector<double> expected = {-0.9404498093086708, -0.7630064490617519,
                                        -0.40811972856791373, 0.3016537124197624,
                                        1.809922274518574};
  for (size_t i = 0; i < values.size(); ++i) CHECK(values[i] == Approx(expected[i]));
}

TEST_CASE("standard keeps its digits at a large mean") {
  StandardScaler scaler;
  Random noise(1);
  scaler.add_input({1e9 + 1, 1e9 + 2, 1e9 + 3}, 3, noise);
  CHECK(scaler.arrays()[1].values[0] == Approx(std::sqrt(2.0 / 3)).epsilon(1e-12));
}

TEST_CASE("near constant is relative to the magnitude") {
  CHECK(StandardScaler().near_constant(5, 5));
  CHECK(StandardScaler().near_constant(0, 0));
  CHECK(StandardScaler().near_constant(1e6, 1e6 + 0.5));
  CHECK_FALSE(StandardScaler().near_constant(1e-9, 2e-9));
}

TEST_CASE("loading a scaler checks its arrays") {
  StandardScaler scaler;
  CHECK(scaler.arrays().empty());
  Random noise(1);
  scaler.add_input({1, 2}, 2, noise);
  scaler.add_input({10, 30}, 2, noise);
  const StandardScaler loaded(2, scaler.arrays());
  std::vector<double> values = {40};
  loaded.apply(1, values);
  CHECK(values[0] == 2);
  CHECK_THROWS_MATCHES(
      StandardScaler(1, {{"mean", {1}, {0}}, {"deviation", {1}, {0}}}), Error,
      Message("features: array \"deviation\": value 0: expected a number above 0, got 0"));
  CHECK_THROWS_MATCHES(StandardScaler(2, {{"mean", {1}, {0}}, {"deviation", {1}, {1}}}), Error,
                       Message("features: array \"mean\": expected shape [2], got [1]"));
}
