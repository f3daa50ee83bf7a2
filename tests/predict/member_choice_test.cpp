#include "predict/member_choice.h"

#include <catch2/catch.hpp>
#include <limits>

#include "metrics/metric.h"

using namespace mlrun;

namespace {

std::vector<int64_t> chosen(const MemberAnswers& answers, int64_t count, const char* metric,
                            Task task, const std::vector<float>& targets,
                            const std::vector<float>& weights = {}) {
  const auto judge = make_metric(metric, task, answers.outputs);
  const TargetTransform target;
  return choose_members(answers, count, {*judge, target, targets, weights});
}

}  // namespace

TEST_CASE("members are chosen for what they add to the mean") {
  // Rows of truth 0 and 0. Errors: (1, 1), (2, 2), (-1.5, -1.5). The first is the best alone; with
  // the third the mean is -0.25, with the second 1.5.
  const MemberAnswers answers{3, 1, {1, 2, -1.5F, 1, 2, -1.5F}};
  const std::vector<float> zeros = {0, 0};
  CHECK(chosen(answers, 1, "rmse", Task::kRegression, zeros) == std::vector<int64_t>{0});
  CHECK(chosen(answers, 2, "rmse", Task::kRegression, zeros) == std::vector<int64_t>{0, 2});
  CHECK(chosen(answers, 3, "rmse", Task::kRegression, zeros) == std::vector<int64_t>{0, 1, 2});
}

TEST_CASE("members are judged in the user's units and by weights") {
  const MemberAnswers answers{2, 1, {1, 0, 0, 1}};
  const auto metric = make_metric("mae", Task::kRegression, 1);
  const TargetTransform target{10, 2};
  const std::vector<float> targets = {12, 12};
  const std::vector<float> first = {1, 0}, second = {0, 1};
  CHECK(choose_members(answers, 1, {*metric, target, targets, first}) == std::vector<int64_t>{0});
  CHECK(choose_members(answers, 1, {*metric, target, targets, second}) == std::vector<int64_t>{1});
}

TEST_CASE("members of classes are judged by their probabilities") {
  // Class 1 and class 0 are the truth; the second member knows both, the first is sure and wrong.
  const MemberAnswers answers{2, 2, {0.9F, 0.1F, 0.2F, 0.8F, 0.1F, 0.9F, 0.7F, 0.3F}};
  const std::vector<float> targets = {1, 0};
  for (const char* metric : {"auc", "log-loss", "accuracy"}) {
    CHECK(chosen(answers, 1, metric, Task::kBinary, targets) == std::vector<int64_t>{1});
  }
}

TEST_CASE("of equal members the first is chosen, and one without a number last") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const MemberAnswers answers{3, 1, {nan, 1, 1}};
  CHECK(chosen(answers, 1, "rmse", Task::kRegression, {0}) == std::vector<int64_t>{1});
  CHECK(chosen(answers, 2, "rmse", Task::kRegression, {0}) == std::vector<int64_t>{1, 2});
  const MemberAnswers none{2, 1, {nan, nan}};
  CHECK(chosen(none, 1, "rmse", Task::kRegression, {0}) == std::vector<int64_t>{0});
}
