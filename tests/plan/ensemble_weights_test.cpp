#include "plan/ensemble_weights.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace mlrun;

namespace {

const std::vector<float> kTruth = {0, 0, 0, 0};

JudgedAnswers judged(const std::vector<std::vector<float>>& nets) {
  JudgedAnswers answers{1, {}, kTruth, {}};
  for (const auto& net : nets) answers.nets.emplace_back(net);
  return answers;
}

std::unique_ptr<Metric> rmse() { return make_metric("rmse", Task::kRegression, 1); }

}  // namespace

TEST_CASE("the score of a mean by hand") {
  const std::vector<std::vector<float>> nets = {{2, 2, 2, 2}, {-2, -2, -2, -2}};
  const auto metric = rmse();
  CHECK(score_of_mean(judged(nets), {1, 0}, *metric) == 2);
  CHECK(score_of_mean(judged(nets), {0.5, 0.5}, *metric) == 0);
  CHECK(score_of_mean(judged(nets), {0.75, 0.25}, *metric) == 1);
}

TEST_CASE("a weighted mean by hand") {
  const std::vector<std::vector<float>> nets = {{1, 2}, {3, 6}};
  CHECK(weighted_mean(judged(nets).nets, {0.75, 0.25}) == std::vector<float>{1.5F, 3});
}

TEST_CASE("nets whose errors cancel share the weight") {
  const auto metric = rmse();
  const std::vector<std::vector<float>> nets = {{1, 1, 1, 1}, {-1, -1, -1, -1}, {9, 9, 9, 9}};
  CHECK(greedy_weights(judged(nets), *metric) == std::vector<double>{0.5, 0.5, 0});
}

TEST_CASE("one net that is better than every mean is alone") {
  const auto metric = rmse();
  const std::vector<std::vector<float>> nets = {{3, 3, 3, 3}, {1, 1, 1, 1}, {2, 2, 2, 2}};
  CHECK(greedy_weights(judged(nets), *metric) == std::vector<double>{0, 1, 0});
}

TEST_CASE("weights follow the metric's direction") {
  const std::vector<float> truth = {0, 1};
  const std::vector<float> wrong = {0, 1, 1, 0};
  const std::vector<float> right = {1, 0, 0, 1};
  const auto metric = make_metric("auc", Task::kBinary, 2);
  CHECK(greedy_weights({2, {wrong, right}, truth, {}}, *metric, 1) == std::vector<double>{0, 1});
}

TEST_CASE("a net that says NaN gets no weight") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto metric = rmse();
  const std::vector<std::vector<float>> nets = {{nan, 0, 0, 0}, {1, 1, 1, 1}};
  CHECK(greedy_weights(judged(nets), *metric) == std::vector<double>{0, 1});
}

TEST_CASE("few rows draw the weights towards equal ones") {
  const auto metric = rmse();
  // Errors 2 and 1; a third of one and two of the other are right.
  const std::vector<std::vector<float>> nets = {
      {kTruth[0] + 2, kTruth[1] + 2, kTruth[2] + 2, kTruth[3] + 2},
      {kTruth[0] - 1, kTruth[1] - 1, kTruth[2] - 1, kTruth[3] - 1}};
  const auto few = cautious_weights(judged(nets), *metric);
  CHECK(few[1] == Approx(4.0 / 1004 * 2 / 3 + 1000.0 / 1004 / 2));
  CHECK(few[0] + few[1] == Approx(1));
}

TEST_CASE("few rows give nothing to a net that is clearly worse") {
  const auto metric = rmse();
  // 4 rows: errors up to 1.15 + 1 times the least count as chance.
  const std::vector<std::vector<float>> nets = {{9, 9, 9, 9}, {1, 1, 1, 1}};
  CHECK(cautious_weights(judged(nets), *metric) == std::vector<double>{0, 1});
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<std::vector<float>> broken = {{nan, 0, 0, 0}, {1, 1, 1, 1}};
  CHECK(cautious_weights(judged(broken), *metric)[1] == Approx(1));
}
