#include "metrics/ranking.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "metrics/class_rows.h"

using namespace mlrun;

namespace {

// Binary rows from the probability of class 1.
ClassRows rows_of(const std::vector<float>& p1, const std::vector<float>& targets) {
  ClassRows rows{2, {}, targets};
  for (const float p : p1) rows.values.insert(rows.values.end(), {1 - p, p});
  return rows;
}

}  // namespace

TEST_CASE("auc by hand") {
  // Pairs (0.5, 0.25) right, (0.5, 0.5) half, (0.75, both) right: 3.5 of 4.
  const ClassRows rows = rows_of({0.25f, 0.5f, 0.5f, 0.75f}, {0, 1, 0, 1});
  CHECK(value_of(RocArea(2), rows.plain()) == 0.875);
}

// scikit-learn 1.9: roc_auc_score, with and without sample_weight.
TEST_CASE("auc as scikit-learn has it") {
  CHECK(value_of(RocArea(2), binary_rows().plain()) == Approx(0.625));
  CHECK(value_of(RocArea(2), binary_rows().weighted()) == Approx(0.4125874125874126));
}

// scikit-learn 1.9: roc_auc_score(multi_class="ovr", average="macro").
TEST_CASE("multiclass auc as scikit-learn has it") {
  CHECK(value_of(RocArea(3), multiclass_rows().plain()) == Approx(0.9083333333333333));
  CHECK(value_of(RocArea(3), multiclass_rows().weighted()) == Approx(0.8726817042606516));
}

// scikit-learn 1.9: roc_auc_score over 1000 rows with many ties.
TEST_CASE("auc of many tied scores is exact") {
  std::vector<float> scores;
  std::vector<uint8_t> positive;
  std::vector<double> ones(1000, 1.0);
  std::vector<double> weights;
  for (int i = 0; i < 1000; ++i) {
    scores.push_back(static_cast<float>(i * 7919 % 257) / 256.0f);
    positive.push_back(i * 104729 % 1009 < 300 + 400 * static_cast<double>(scores.back()));
    weights.push_back(1 + i % 7 / 4.0);
  }
  CHECK(roc_area(scores, positive, ones) == Approx(0.6289926437351745).epsilon(1e-13));
  CHECK(roc_area(scores, positive, weights) == Approx(0.6276478324788581).epsilon(1e-13));
}

TEST_CASE("auc of constant scores is one half") {
  CHECK(value_of(RocArea(2), rows_of({0.5f, 0.5f, 0.5f}, {0, 1, 1}).plain()) == 0.5);
}

TEST_CASE("auc is undefined with one class, no rows or a NaN") {
  CHECK(std::isnan(RocArea(2).value()));
  CHECK(std::isnan(value_of(RocArea(2), rows_of({0.5f, 0.25f}, {1, 1}).plain())));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(value_of(RocArea(2), rows_of({nan, 0.25f}, {1, 0}).plain())));
}

TEST_CASE("multiclass auc leaves out a class that never came true") {
  const std::vector<float> values = {0.75f, 0.25f, 0, 0.25f, 0.5f, 0.25f};
  const std::vector<float> targets = {0, 1};
  CHECK(value_of(RocArea(3), {3, values, targets, {}}) == 1);
}

TEST_CASE("auc takes rows in pieces and starts again after reset") {
  const ClassRows rows = binary_rows();
  RocArea metric(2);
  const std::span<const float> values(rows.values);
  const std::span<const float> targets(rows.targets);
  metric.add({2, values.first(6), targets.first(3), {}});
  metric.add({2, values.subspan(6), targets.subspan(3), {}});
  CHECK(metric.value() == 0.625);
  metric.reset();
  CHECK(std::isnan(metric.value()));
}
