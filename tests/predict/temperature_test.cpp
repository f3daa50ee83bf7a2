#include "predict/temperature.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "metrics/class_rows.h"
#include "metrics/classification_metrics.h"
#include "predict/fixtures.h"

using namespace mlrun;

namespace {

std::vector<float> scaled(std::vector<float> values, int64_t classes, double temperature) {
  scale_by_temperature(values, classes, temperature);
  return values;
}

// Four answers of 0.9 for class 1, three of them right: the best probability is 0.75.
const std::vector<float> kTooCertain = {0.1F, 0.9F, 0.1F, 0.9F, 0.1F, 0.9F, 0.1F, 0.9F};

}  // namespace

TEST_CASE("a temperature takes the root of probabilities") {
  // 0.9 : 0.1 becomes 3 : 1.
  const auto two = scaled({0.1F, 0.9F}, 2, 2);
  CHECK(two[0] == Approx(0.25));
  CHECK(two[1] == Approx(0.75));
  // 1 : 4 : 9 becomes 1 : 2 : 3 in each of the rows.
  const auto three = scaled({1 / 14.F, 4 / 14.F, 9 / 14.F, 9 / 14.F, 1 / 14.F, 4 / 14.F}, 3, 2);
  const float expected[] = {1 / 6.F, 2 / 6.F, 3 / 6.F, 3 / 6.F, 1 / 6.F, 2 / 6.F};
  for (size_t i = 0; i < 6; ++i) CHECK(three[i] == Approx(expected[i]));
  CHECK(scaled({0.25F, 0.75F}, 2, 0.5)[1] == Approx(0.9));
  CHECK(scaled({0.3F, 0.7F}, 2, 1) == std::vector<float>{0.3F, 0.7F});
}

TEST_CASE("extreme probabilities stay numbers that add up to 1") {
  for (const double temperature : {std::exp(-3.0), 0.5, 2.0, std::exp(3.0)}) {
    const auto certain = scaled({0, 1, 1e-40F}, 3, temperature);
    CHECK(std::accumulate(certain.begin(), certain.end(), 0.0) == Approx(1));
    CHECK(certain[0] == certain[2]);
    CHECK(certain[1] > certain[0]);
  }
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(scaled({nan, 0.5F}, 2, 2)[1]));
}

TEST_CASE("the best temperature by hand") {
  const std::vector<float> targets = {1, 1, 1, 0};
  // ln 9 / T = ln 3.
  CHECK(fit_temperature({2, kTooCertain, targets, {}}) == Approx(2).epsilon(1e-5));
  const std::vector<float> wrong = {1, 0, 0, 0};
  const std::vector<float> weights = {3, 1, 0, 0};
  CHECK(fit_temperature({2, kTooCertain, wrong, weights}) == Approx(2).epsilon(1e-5));
  // Too shy: 0.75 where all but one of ten are right, ln 3 / T = ln 9.
  std::vector<float> shy, truths(10, 1);
  truths[4] = 0;
  for (int i = 0; i < 10; ++i) shy.insert(shy.end(), {0.25F, 0.75F});
  CHECK(fit_temperature({2, shy, truths, {}}) == Approx(0.5).epsilon(1e-5));
}

TEST_CASE("the temperature stays within its bounds, and at 1 without a gain") {
  const std::vector<float> right(4, 1), wrong(4, 0), half = {1, 0, 1, 0};
  // Long before that bound nothing is left to gain.
  const double sure = fit_temperature({2, kTooCertain, right, {}});
  CHECK(sure >= std::exp(-3.0));
  CHECK(sure < 0.1);
  CHECK(fit_temperature({2, kTooCertain, wrong, {}}) == Approx(std::exp(3.0)).epsilon(1e-4));
  const std::vector<float> fair(8, 0.5F);
  CHECK(fit_temperature({2, fair, half, {}}) == 1);
  const std::vector<float> quarters = {0.25F, 0.75F, 0.25F, 0.75F, 0.25F, 0.75F, 0.25F, 0.75F};
  const std::vector<float> as_said = {1, 1, 1, 0};
  CHECK(fit_temperature({2, quarters, as_said, {}}) == 1);
  const std::vector<float> nans(8, std::numeric_limits<float>::quiet_NaN());
  CHECK(fit_temperature({2, nans, half, {}}) == 1);
}

TEST_CASE("no other temperature has a smaller log-loss") {
  for (const ClassRows& rows : {binary_rows(), multiclass_rows()}) {
    const double best = fit_temperature(rows.weighted());
    const auto loss = [&](double temperature) {
      const auto values = scaled(rows.values, rows.outputs, temperature);
      return value_of(LogLoss(rows.outputs), {rows.outputs, values, rows.targets, rows.weights});
    };
    for (const double other : {0.9 * best, std::min(1.1 * best, std::exp(3.0)), 1.0}) {
      CHECK(loss(best) <= loss(other) + 1e-7);
    }
  }
}

TEST_CASE("a temperature in the file") {
  ModelBundle bundle;
  bundle.data_spec = test::class_spec();
  bundle.model = {{"type", "dense"}};
  CHECK(temperature_of(bundle) == 1);
  put_temperature(bundle, 1.5);
  CHECK(temperature_of(bundle) == 1.5);
  put_temperature(bundle, 1);
  CHECK_FALSE(bundle.model.contains("temperature"));
  for (const Json& wrong : {Json(0), Json(-1), Json("2"), Json(nullptr)}) {
    bundle.model["temperature"] = wrong;
    CHECK_THROWS_WITH(temperature_of(bundle), Catch::StartsWith("model: key \"temperature\""));
  }
  bundle.model["temperature"] = 2;
  bundle.data_spec = test::regression_spec();
  CHECK_THROWS_WITH(temperature_of(bundle),
                    "model: a temperature is for classes, the task is regression");
}
