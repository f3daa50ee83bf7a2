#include "metrics/metric.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "core/error.h"
#include "core/text.h"
#include "metrics/calibration.h"
#include "metrics/classification_metrics.h"
#include "metrics/ranking.h"
#include "metrics/regression_metrics.h"

namespace mlrun {
namespace {

constexpr std::array kLargeIsGood = {"r2", "auc", "accuracy", "balanced-accuracy", "f1"};
constexpr std::array kSmallIsGood = {"rmse", "mae", "mape", "log-loss", "brier", "ece"};

std::vector<std::string> all_names() {
  std::vector<std::string> names(kLargeIsGood.begin(), kLargeIsGood.end());
  names.insert(names.end(), kSmallIsGood.begin(), kSmallIsGood.end());
  return names;
}

template <class Names>
bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::string_view kPinball = "pinball@";

// The share that a pinball loss is of.
std::optional<double> pinball_share(const std::string& name) {
  if (name.rfind(kPinball, 0) != 0) return std::nullopt;
  const auto share = parse_double(std::string_view(name).substr(kPinball.size()));
  return share && *share > 0 && *share < 1 ? share : std::nullopt;
}

[[noreturn]] void refuse(const std::string& metric, Task task) {
  const std::vector<std::string> fitting = metric_names(task);
  const std::string known = "the metrics of a " + std::string(name(task)) +
                            " task are: " + join(fitting, ", ") +
                            (task == Task::kRegression ? ", pinball@Q with Q between 0 and 1" : "");
  if (contains(all_names(), metric) || pinball_share(metric)) {
    throw Error(ErrorKind::kUsage, "metric " + mlrun::quoted(metric) + " does not fit; " + known);
  }
  throw Error(ErrorKind::kUsage, "unknown metric " + mlrun::quoted(metric) + "; " + known +
                                     did_you_mean(metric, fitting));
}

std::unique_ptr<Metric> make_regression_metric(const std::string& name) {
  if (name == "rmse") return std::make_unique<RootMeanSquaredError>();
  if (name == "mae") return std::make_unique<MeanAbsoluteError>();
  if (name == "r2") return std::make_unique<RSquared>();
  if (name == "mape") return std::make_unique<MeanAbsolutePercentageError>();
  if (const auto share = pinball_share(name)) return std::make_unique<PinballLoss>(*share);
  return nullptr;
}

std::unique_ptr<Metric> make_class_metric(const std::string& name, int64_t classes) {
  if (name == "log-loss") return std::make_unique<LogLoss>(classes);
  if (name == "accuracy") return std::make_unique<Accuracy>(classes);
  if (name == "balanced-accuracy") return std::make_unique<BalancedAccuracy>(classes);
  if (name == "f1") return std::make_unique<MacroF1>(classes);
  if (name == "auc") return std::make_unique<RocArea>(classes);
  if (name == "brier") return std::make_unique<BrierScore>(classes);
  if (name == "ece") return std::make_unique<CalibrationError>(classes);
  return nullptr;
}

}  // namespace

std::vector<std::string> metric_names(Task task) {
  switch (task) {
    case Task::kRegression:
      return {"rmse", "mae", "r2", "mape"};
    case Task::kBinary:
      return {"auc", "log-loss", "accuracy", "balanced-accuracy", "f1", "brier", "ece"};
    case Task::kMulticlass:
      return {"log-loss", "accuracy", "balanced-accuracy", "f1", "auc", "brier", "ece"};
  }
  return {};
}

bool is_metric(const std::string& name, Task task) {
  return contains(metric_names(task), name) || (task == Task::kRegression && pinball_share(name));
}

std::unique_ptr<Metric> make_metric(const std::string& name, Task task, int64_t classes) {
  auto metric =
      task == Task::kRegression ? make_regression_metric(name) : make_class_metric(name, classes);
  if (!metric) refuse(name, task);
  return metric;
}

bool higher_is_better(const std::string& name) {
  if (contains(kLargeIsGood, name)) return true;
  if (contains(kSmallIsGood, name) || pinball_share(name)) return false;
  throw Error(ErrorKind::kUsage,
              "unknown metric " + mlrun::quoted(name) + did_you_mean(name, all_names()));
}

double Scores::at(const std::string& name) const {
  std::vector<std::string> known;
  for (const auto& [metric, value] : values) {
    if (metric == name) return value;
    known.push_back(metric);
  }
  throw Error(ErrorKind::kUsage, "no metric " + mlrun::quoted(name) + " among the scores: " +
                                     join(known, ", ") + did_you_mean(name, known));
}

std::string pinball_name(double quantile) {
  return std::string(kPinball) + format_number(quantile);
}

Scores score(Task task, int64_t classes, const Scored& rows,
             const std::vector<std::string>& further) {
  std::vector<std::string> names = metric_names(task);
  names.insert(names.end(), further.begin(), further.end());
  Scores scores;
  for (const std::string& name : names) {
    const auto metric = make_metric(name, task, classes);
    metric->add(rows);
    scores.values.emplace_back(name, metric->value());
  }
  if (task != Task::kRegression && classes <= kConfusionLimit) {
    scores.confusion = confusion_matrix(rows);
  }
  return scores;
}

Json to_json(const Scores& scores) {
  Json json = Json::object();
  for (const auto& [metric, value] : scores.values) {
    json[metric] = std::isfinite(value) ? Json(value) : Json(nullptr);
  }
  if (!scores.confusion.empty()) json["confusion"] = scores.confusion;
  return json;
}

double merit(Metric& metric, const Scored& rows) {
  metric.reset();
  metric.add(rows);
  const double value = metric.value();
  if (std::isnan(value)) return -std::numeric_limits<double>::infinity();
  return metric.higher_is_better() ? value : -value;
}

}  // namespace mlrun
