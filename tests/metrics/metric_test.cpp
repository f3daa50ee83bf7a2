#include "metrics/metric.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "metrics/class_rows.h"

using namespace mlrun;
using Catch::Matchers::Message;
using Names = std::vector<std::string>;

TEST_CASE("the names of each task, headline first") {
  CHECK(metric_names(Task::kRegression) == Names{"rmse", "mae", "r2", "mape"});
  CHECK(metric_names(Task::kBinary) ==
        Names{"auc", "log-loss", "accuracy", "balanced-accuracy", "f1", "brier", "ece"});
  CHECK(metric_names(Task::kMulticlass) ==
        Names{"log-loss", "accuracy", "balanced-accuracy", "f1", "auc", "brier", "ece"});
}

TEST_CASE("every name makes its metric, and both say the same direction") {
  for (const Task task : {Task::kRegression, Task::kBinary, Task::kMulticlass}) {
    for (const std::string& name : metric_names(task)) {
      const auto metric = make_metric(name, task, task == Task::kMulticlass ? 3 : 2);
      CHECK(metric->name() == name);
      CHECK(metric->higher_is_better() == higher_is_better(name));
    }
  }
  CHECK(make_metric("pinball@0.9", Task::kRegression, 1)->name() == pinball_name(0.9));
  CHECK_FALSE(higher_is_better("pinball@0.9"));
  CHECK(is_metric("pinball@0.9", Task::kRegression));
  CHECK_FALSE(is_metric("pinball@0.9", Task::kBinary));
  CHECK_FALSE(is_metric("confusion", Task::kBinary));
  CHECK(is_metric("auc", Task::kBinary));
  CHECK(higher_is_better("auc"));
  CHECK_FALSE(higher_is_better("log-loss"));
}

TEST_CASE("unknown and unfitting metrics are refused with the known ones") {
  CHECK_THROWS_MATCHES(
      make_metric("rsme", Task::kRegression, 1), Error,
      Message("unknown metric \"rsme\"; the metrics of a regression task are: "
              "rmse, mae, r2, mape, pinball@Q with Q between 0 and 1; did you mean \"rmse\"?"));
  CHECK_THROWS_MATCHES(make_metric("auc", Task::kRegression, 1), Error,
                       Message("metric \"auc\" does not fit; the metrics of a regression task "
                               "are: rmse, mae, r2, mape, pinball@Q with Q between 0 and 1"));
  for (const char* name : {"pinball@1", "pinball@0", "pinball@", "pinball@x", "pinball"}) {
    CHECK_THROWS_AS(make_metric(name, Task::kRegression, 1), Error);
  }
  CHECK_THROWS_AS(make_metric("pinball@0.5", Task::kBinary, 2), Error);
  CHECK_THROWS_MATCHES(higher_is_better("logloss"), Error,
                       Message("unknown metric \"logloss\"; did you mean \"log-loss\"?"));
}

TEST_CASE("scores hold every metric of the task") {
  const ClassRows rows = binary_rows();
  const Scores scores = score(Task::kBinary, 2, rows.plain());
  CHECK(scores.values.size() == 7);
  CHECK(scores.values.front().first == "auc");
  CHECK(scores.at("auc") == 0.625);
  CHECK(scores.at("accuracy") == 0.5);
  CHECK(scores.confusion == std::vector<std::vector<double>>{{3, 1}, {3, 1}});
  CHECK_THROWS_MATCHES(scores.at("rmse"), Error,
                       Message("no metric \"rmse\" among the scores: auc, log-loss, accuracy, "
                               "balanced-accuracy, f1, brier, ece"));
}

TEST_CASE("a regression has no confusion matrix") {
  const std::vector<float> values = {1, 2, 4};
  const std::vector<float> targets = {1, 2, 3};
  const Scores scores = score(Task::kRegression, 1, {1, values, targets, {}});
  CHECK(scores.confusion.empty());
  CHECK(scores.at("rmse") == Approx(std::sqrt(1.0 / 3)));
  CHECK_FALSE(to_json(scores).contains("confusion"));
}

TEST_CASE("many classes leave the confusion matrix out") {
  const int64_t classes = kConfusionLimit + 1;
  const std::vector<float> values(static_cast<size_t>(classes), 0.0f);
  const std::vector<float> targets = {0};
  CHECK(score(Task::kMulticlass, classes, {classes, values, targets, {}}).confusion.empty());
}

TEST_CASE("scores as JSON: undefined ones are null") {
  const std::vector<float> values = {0.25f, 0.75f};
  const std::vector<float> targets = {1};
  const Json json = to_json(score(Task::kBinary, 2, {2, values, targets, {}}));
  CHECK(json["auc"].is_null());
  CHECK(json["brier"] == 0.0625);
  CHECK(json["confusion"] == Json::parse("[[0.0, 0.0], [0.0, 1.0]]"));
}

TEST_CASE("merit grows with the answers, whichever way the metric points") {
  const std::vector<float> truths = {1, 2};
  const std::vector<float> near = {1, 4};
  const auto rmse = make_metric("rmse", Task::kRegression, 1);
  CHECK(merit(*rmse, {1, truths, truths, {}}) == 0);
  CHECK(merit(*rmse, {1, near, truths, {}}) == Approx(-std::sqrt(2.0)));
  const auto r2 = make_metric("r2", Task::kRegression, 1);
  CHECK(merit(*r2, {1, truths, truths, {}}) == 1);
  const std::vector<float> none = {NAN, 2};
  CHECK(merit(*rmse, {1, none, truths, {}}) == -HUGE_VAL);
  CHECK(merit(*rmse, {1, truths, truths, {}}) == 0);  // what was added before does not count
}
