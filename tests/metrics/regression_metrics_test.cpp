#include "metrics/regression_metrics.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

using namespace mlrun;

namespace {

template <class M>
double value_of(const std::vector<float>& answers, const std::vector<float>& targets,
                const std::vector<float>& weights = {}) {
  M metric;
  metric.add({1, answers, targets, weights});
  return metric.value();
}

const std::vector<float> kTargets = {3, -0.5f, 2, 7, 0, 4.25f};
const std::vector<float> kAnswers = {2.5f, 0, 2, 8, 0.5f, 4};
const std::vector<float> kWeights = {1, 2, 0.5f, 1, 3, 1.5f};

}  // namespace

TEST_CASE("regression metrics by hand") {
  // Errors 1, -2, 2: squares 1 + 4 + 4, absolute 5, relative 1/2 + 2/4 + 2/8.
  const std::vector<float> targets = {2, 4, 8};
  const std::vector<float> answers = {3, 2, 10};
  CHECK(value_of<RootMeanSquaredError>(answers, targets) == Approx(std::sqrt(3.0)));
  CHECK(value_of<MeanAbsoluteError>(answers, targets) == Approx(5.0 / 3));
  CHECK(value_of<MeanAbsolutePercentageError>(answers, targets) == Approx(1.25 / 3));
  // Mean 14/3, squared deviations (64 + 4 + 100) / 9.
  CHECK(value_of<RSquared>(answers, targets) == Approx(1 - 9.0 * 9 / 168));
}

// scikit-learn 1.9: mean_pinball_loss, sample_weight
TEST_CASE("the pinball loss by hand and as scikit-learn has it") {
  // Errors 1, -2, 2 at .9: .1 * 1 + .9 * 2 + .1 * 2.
  const std::vector<float> targets = {2, 4, 8};
  const std::vector<float> answers = {3, 2, 10};
  PinballLoss high(0.9);
  high.add({1, answers, targets, {}});
  CHECK(high.value() == Approx(2.1 / 3));
  CHECK(high.name() == std::string("pinball@0.9"));
  PinballLoss half(0.5);
  half.add({1, kAnswers, kTargets, kWeights});
  CHECK(half.value() == Approx(value_of<MeanAbsoluteError>(kAnswers, kTargets, kWeights) / 2));
  PinballLoss low(0.25);
  low.add({1, kAnswers, kTargets, kWeights});
  CHECK(low.value() == Approx(0.3159722222222222));
}

// scikit-learn 1.9: mean_squared_error(..) ** .5, mean_absolute_error, r2_score, and
// mean_absolute_percentage_error over the rows whose target is not 0.
TEST_CASE("regression metrics as scikit-learn has them") {
  CHECK(value_of<RootMeanSquaredError>(kAnswers, kTargets) == Approx(0.5496210815947049));
  CHECK(value_of<MeanAbsoluteError>(kAnswers, kTargets) == Approx(0.4583333333333333));
  CHECK(value_of<RSquared>(kAnswers, kTargets) == Approx(0.9534883720930233));
  CHECK(value_of<MeanAbsolutePercentageError>(kAnswers, kTargets) == Approx(0.2736694677871149));
}

// The same calls with sample_weight.
TEST_CASE("weighted regression metrics as scikit-learn has them") {
  CHECK(value_of<RootMeanSquaredError>(kAnswers, kTargets, kWeights) == Approx(0.5368374469468802));
  CHECK(value_of<MeanAbsoluteError>(kAnswers, kTargets, kWeights) == Approx(0.4861111111111111));
  CHECK(value_of<RSquared>(kAnswers, kTargets, kWeights) == Approx(0.9551257020995404));
  CHECK(value_of<MeanAbsolutePercentageError>(kAnswers, kTargets, kWeights) ==
        Approx(0.39962651727357607));
}

TEST_CASE("r2 does not depend on the pieces and survives a large mean") {
  RSquared pieces;
  const std::vector<float> targets = {1000000, 1000001, 1000003};
  const std::vector<float> answers = {1000000, 1000002, 1000003};
  for (size_t i = 0; i < 3; ++i) {
    pieces.add({1, std::span(answers).subspan(i, 1), std::span(targets).subspan(i, 1), {}});
  }
  // Deviations from 4/3: (16 + 1 + 25) / 9.
  CHECK(pieces.value() == Approx(1 - 9.0 / 42).epsilon(1e-9));
  CHECK(pieces.higher_is_better());
  pieces.reset();
  CHECK(std::isnan(pieces.value()));
}

TEST_CASE("r2 of constant targets is 1 or 0, of one row undefined") {
  CHECK(value_of<RSquared>({5, 5}, {5, 5}) == 1);
  CHECK(value_of<RSquared>({5, 6}, {5, 5}) == 0);
  CHECK(std::isnan(value_of<RSquared>({5}, {5})));
}

TEST_CASE("mape of targets that are all 0 is undefined") {
  CHECK(std::isnan(value_of<MeanAbsolutePercentageError>({1, 2}, {0, 0})));
}

TEST_CASE("a NaN answer makes every regression metric NaN") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(value_of<RootMeanSquaredError>({nan, 1}, {1, 2})));
  CHECK(std::isnan(value_of<MeanAbsoluteError>({nan, 1}, {1, 2})));
  CHECK(std::isnan(value_of<MeanAbsolutePercentageError>({nan, 1}, {1, 2})));
  CHECK(std::isnan(value_of<RSquared>({nan, 1}, {1, 2})));
  CHECK(std::isnan(value_of<RSquared>({nan, 1}, {2, 2})));
}
