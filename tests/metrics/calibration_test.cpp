#include "metrics/calibration.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "metrics/class_rows.h"

using namespace mlrun;

TEST_CASE("brier by hand") {
  const std::vector<float> two = {0.25f, 0.75f, 0.5f, 0.5f};
  const std::vector<float> targets = {1, 0};
  CHECK(value_of(BrierScore(2), {2, two, targets, {}}) == (0.0625 + 0.25) / 2);
  // One row: (0.5 - 0)^2 + (0.25 - 1)^2 + (0.25 - 0)^2.
  const std::vector<float> three = {0.5f, 0.25f, 0.25f};
  const std::vector<float> one = {1};
  CHECK(value_of(BrierScore(3), {3, three, one, {}}) == 0.25 + 0.5625 + 0.0625);
}

// scikit-learn 1.9: brier_score_loss; for three classes numpy.average of
// ((P - eye(3)[y]) ** 2).sum(1).
TEST_CASE("brier as scikit-learn has it") {
  CHECK(value_of(BrierScore(2), binary_rows().plain()) == Approx(0.255859375));
  CHECK(value_of(BrierScore(2), binary_rows().weighted()) == Approx(0.3372395833333333));
  CHECK(value_of(BrierScore(3), multiclass_rows().plain()) == Approx(0.3896484375));
  CHECK(value_of(BrierScore(3), multiclass_rows().weighted()) == Approx(0.4388020833333333));
}

TEST_CASE("calibration error by hand") {
  // Top 0.75 twice, one right: gap |1 - 1.5|; top 0.5 once, right: gap 0.5. Sum 1 of 3 rows.
  const std::vector<float> values = {0.25f, 0.75f, 0.75f, 0.25f, 0.5f, 0.5f};
  const std::vector<float> targets = {1, 1, 0};
  CHECK(value_of(CalibrationError(2), {2, values, targets, {}}) == Approx(1.0 / 3));
  // Weights 3, 1, 0: gap |3 - 0.75 * 4| = 0.
  const std::vector<float> weights = {3, 1, 0};
  CHECK(value_of(CalibrationError(2), {2, values, targets, weights}) == Approx(0.0));
}

TEST_CASE("gaps of neighbouring calibration bins do not cancel") {
  // The edge 9/15 lies between 0.61 (right) and 0.59 (wrong).
  const std::vector<float> values = {0.61f, 0.39f, 0.59f, 0.41f};
  const std::vector<float> targets = {0, 1};
  CHECK(value_of(CalibrationError(2), {2, values, targets, {}}) == Approx((0.39 + 0.59) / 2));
  // Certain answers fall into the last bin.
  const std::vector<float> certain = {1, 0, 1, 0};
  CHECK(value_of(CalibrationError(2), {2, certain, targets, {}}) == 0.5);
}

TEST_CASE("calibration error is undefined without rows or with a NaN") {
  CalibrationError metric(2);
  CHECK(std::isnan(metric.value()));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> values = {nan, 0.5f};
  const std::vector<float> targets = {1};
  metric.add({2, values, targets, {}});
  CHECK(std::isnan(metric.value()));
  metric.reset();
  metric.add(binary_rows().plain());
  CHECK_FALSE(std::isnan(metric.value()));
}
