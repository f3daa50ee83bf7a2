#include "metrics/classification_metrics.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "metrics/class_rows.h"

using namespace mlrun;

TEST_CASE("classification metrics by hand") {
  // Answers 1, 0, 1; truths 1, 1, 0: one of three right.
  const std::vector<float> values = {0.25f, 0.75f, 0.5f, 0.5f, 0.125f, 0.875f};
  const std::vector<float> targets = {1, 1, 0};
  const Scored rows{2, values, targets, {}};
  CHECK(value_of(Accuracy(2), rows) == Approx(1.0 / 3));
  CHECK(value_of(LogLoss(2), rows) ==
        Approx(-(std::log(0.75) + std::log(0.5) + std::log(0.125)) / 3));
  CHECK(value_of(BalancedAccuracy(2), rows) == Approx(0.25));
  // Class 1: 2 * 1 / (2 + 2); class 0: none right.
  CHECK(value_of(MacroF1(2), rows) == Approx(0.25));
  CHECK(confusion_matrix(rows) == std::vector<std::vector<double>>{{0, 1}, {1, 1}});
}

// scikit-learn 1.9: log_loss, accuracy_score, balanced_accuracy_score,
// f1_score(average="macro"), confusion_matrix; classes by argmax.
TEST_CASE("classification metrics as scikit-learn has them") {
  const ClassRows two = binary_rows();
  CHECK(value_of(LogLoss(2), two.plain()) == Approx(0.6986370848017998));
  CHECK(value_of(Accuracy(2), two.plain()) == Approx(0.5));
  CHECK(value_of(BalancedAccuracy(2), two.plain()) == Approx(0.5));
  CHECK(value_of(MacroF1(2), two.plain()) == Approx(0.4666666666666667));
  CHECK(confusion_matrix(two.plain()) == std::vector<std::vector<double>>{{3, 1}, {3, 1}});
  const ClassRows three = multiclass_rows();
  CHECK(value_of(LogLoss(3), three.plain()) == Approx(0.6900129758659308));
  CHECK(value_of(Accuracy(3), three.plain()) == Approx(0.75));
  CHECK(value_of(BalancedAccuracy(3), three.plain()) == Approx(0.7777777777777777));
  CHECK(value_of(MacroF1(3), three.plain()) == Approx(0.7555555555555555));
  CHECK(confusion_matrix(three.plain()) ==
        std::vector<std::vector<double>>{{2, 0, 0}, {0, 2, 1}, {1, 0, 2}});
}

// The same calls with sample_weight.
TEST_CASE("weighted classification metrics as scikit-learn has them") {
  const ClassRows two = binary_rows();
  CHECK(value_of(LogLoss(2), two.weighted()) == Approx(0.8841135883870518));
  CHECK(value_of(Accuracy(2), two.weighted()) == Approx(0.3333333333333333));
  CHECK(value_of(BalancedAccuracy(2), two.weighted()) == Approx(0.35664335664335667));
  CHECK(value_of(MacroF1(2), two.weighted()) == Approx(0.28888888888888886));
  CHECK(confusion_matrix(two.weighted()) == std::vector<std::vector<double>>{{3.5, 2}, {6, 0.5}});
  const ClassRows three = multiclass_rows();
  CHECK(value_of(LogLoss(3), three.weighted()) == Approx(0.7599475918626414));
  CHECK(value_of(Accuracy(3), three.weighted()) == Approx(0.6666666666666666));
  CHECK(value_of(BalancedAccuracy(3), three.weighted()) == Approx(0.7238095238095238));
  CHECK(value_of(MacroF1(3), three.weighted()) == Approx(0.663059163059163));
}

TEST_CASE("log-loss of a certain mistake is large, not infinite") {
  const std::vector<float> values = {1, 0};
  const std::vector<float> right = {0};
  const std::vector<float> wrong = {1};
  CHECK(value_of(LogLoss(2), {2, values, wrong, {}}) == Approx(34.538776394910684));
  CHECK(value_of(LogLoss(2), {2, values, right, {}}) == Approx(1e-15).epsilon(0.2));
}

TEST_CASE("classes that never came true do not count in balanced accuracy, but do in f1") {
  // Class 2 is answered once and never true.
  const std::vector<float> values = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  const std::vector<float> targets = {0, 1, 1};
  const Scored rows{3, values, targets, {}};
  CHECK(value_of(BalancedAccuracy(3), rows) == Approx(0.75));
  CHECK(value_of(MacroF1(3), rows) == Approx((1 + 2.0 / 3 + 0) / 3));
}

TEST_CASE("tallies start again after reset and are undefined without rows") {
  BalancedAccuracy metric(2);
  CHECK(std::isnan(metric.value()));
  metric.add(binary_rows().plain());
  metric.reset();
  CHECK(std::isnan(metric.value()));
  CHECK(std::isnan(MacroF1(2).value()));
}

TEST_CASE("a NaN probability makes every classification metric NaN") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> values = {nan, nan, 0.25f, 0.75f};
  const std::vector<float> targets = {1, 1};
  const Scored rows{2, values, targets, {}};
  CHECK(std::isnan(value_of(LogLoss(2), rows)));
  CHECK(std::isnan(value_of(Accuracy(2), rows)));
  CHECK(std::isnan(value_of(BalancedAccuracy(2), rows)));
  CHECK(std::isnan(value_of(MacroF1(2), rows)));
  CHECK(confusion_matrix(rows) == std::vector<std::vector<double>>{{0, 0}, {0, 1}});
}
