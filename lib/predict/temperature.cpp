#include "predict/temperature.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/error.h"
#include "core/json.h"
#include "metrics/scored_rows.h"

namespace mlrun {
namespace {

constexpr auto kKey = "temperature";
constexpr double kWidest = 3;        // of |log T|
constexpr double kNarrow = 1e-7;     // of log T: the search ends
constexpr double kLeastGain = 1e-6;  // of log-loss

double log_of(float probability) {
  return std::isnan(probability)
             ? std::numeric_limits<double>::quiet_NaN()
             : std::log(std::max(probability, std::numeric_limits<float>::min()));
}

// ln sum of exp(x / T) over a row. Requires x <= 0, so that nothing overflows before the largest
// is taken out.
double log_sum(std::span<const double> row, double temperature) {
  const double largest = *std::max_element(row.begin(), row.end());
  double sum = 0;
  for (const double x : row) sum += std::exp((x - largest) / temperature);
  return largest / temperature + std::log(sum);
}

// The weighted log-loss of labelled rows at any temperature: convex in 1/T.
class ScaledLogLoss {
 public:
  explicit ScaledLogLoss(const Scored& rows) : rows_(rows), logs_(rows.values.size()) {
    std::transform(rows.values.begin(), rows.values.end(), logs_.begin(), &log_of);
  }

  double at(double temperature) const {
    const auto classes = static_cast<size_t>(rows_.outputs);
    double sum = 0;
    double weights = 0;
    for (int64_t row = 0; row < row_count(rows_); ++row) {
      const std::span<const double> logs =
          std::span(logs_).subspan(static_cast<size_t>(row) * classes, classes);
      const double truth = logs[static_cast<size_t>(true_class(rows_, row))];
      const double weight = weight_of(rows_, row);
      sum += weight * (log_sum(logs, temperature) - truth / temperature);
      weights += weight;
    }
    return sum / weights;
  }

 private:
  const Scored& rows_;
  std::vector<double> logs_;  // [rows, classes]
};

// The place of the minimum of a function with one, by golden-section search (Kiefer 1953).
template <class F>
double golden_section(const F& f, double low, double high, double narrow) {
  constexpr double kPart = 1 / std::numbers::phi;
  double left = high - kPart * (high - low);
  double right = low + kPart * (high - low);
  double at_left = f(left);
  double at_right = f(right);
  while (high - low > narrow) {
    if (at_left < at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - kPart * (high - low);
      at_left = f(left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + kPart * (high - low);
      at_right = f(right);
    }
  }
  return (low + high) / 2;
}

}  // namespace

double fit_temperature(const Scored& rows) {
  check_scored(rows, rows.outputs);
  const ScaledLogLoss loss(rows);
  const auto at_log = [&loss](double log_t) { return loss.at(std::exp(log_t)); };
  const double best = std::exp(golden_section(at_log, -kWidest, kWidest, kNarrow));
  return loss.at(1) - loss.at(best) > kLeastGain ? best : 1;
}

void scale_by_temperature(std::span<float> probabilities, int64_t classes, double temperature) {
  if (temperature == 1) return;
  const auto width = static_cast<size_t>(classes);
  std::vector<double> logs(width);
  for (size_t begin = 0; begin < probabilities.size(); begin += width) {
    const auto row = probabilities.subspan(begin, width);
    std::transform(row.begin(), row.end(), logs.begin(), &log_of);
    const double sum = log_sum(logs, temperature);
    std::transform(logs.begin(), logs.end(), row.begin(),
                   [&](double x) { return static_cast<float>(std::exp(x / temperature - sum)); });
  }
}

double temperature_of(const ModelBundle& bundle) {
  if (!bundle.model.is_object() || !bundle.model.contains(kKey)) return 1;
  const auto temperature = json_get<double>(bundle.model, kKey, "model", ErrorKind::kModel);
  if (!std::isfinite(temperature) || temperature <= 0) {
    throw Error(ErrorKind::kModel, "model: key \"temperature\": expected a number above 0");
  }
  if (!bundle.data_spec.is_classification()) {
    throw Error(ErrorKind::kModel, "model: a temperature is for classes, the task is regression");
  }
  return temperature;
}

void put_temperature(ModelBundle& bundle, double temperature) {
  bundle.model.erase(kKey);
  if (temperature != 1) bundle.model[kKey] = temperature;
}

}  // namespace mlrun
