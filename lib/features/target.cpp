#include "features/target.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/text.h"
#include "features/table_check.h"

namespace mlrun {
namespace {

constexpr auto kWhere = "features.target";
constexpr auto kLog1p = "log1p";
constexpr auto kLogRate = "log-rate";

double finite(const Json& json, const char* key) {
  const auto value = json_get<double>(json, key, kWhere, ErrorKind::kModel);
  if (std::isfinite(value)) return value;
  throw Error(ErrorKind::kModel,
              std::string(kWhere) + ": key \"" + key + "\": expected a finite number");
}

double above_zero(const Json& json, const char* key) {
  const double value = finite(json, key);
  if (value > 0) return value;
  throw Error(ErrorKind::kModel,
              std::string(kWhere) + ": key \"" + key + "\": expected a number above 0");
}

// Targets with their weights, which count for the fit.
struct Weighted {
  std::vector<double> values;
  std::vector<double> weights;
  double total = 0;

  double mean() const {
    double sum = 0;
    for (size_t i = 0; i < values.size(); ++i) sum += weights[i] * values[i];
    return sum / total;
  }
  // Two passes: the mean first, so that large means cost no digits of the deviation.
  double deviation(double mean) const {
    double squares = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      squares += weights[i] * (values[i] - mean) * (values[i] - mean);
    }
    return std::sqrt(squares / total);
  }
};

Weighted weighted_targets(const Table& train) {
  const std::vector<float> targets = targets_of(train);
  const std::vector<float> weights = weights_of(train);
  Weighted all{{targets.begin(), targets.end()}, {weights.begin(), weights.end()}};
  if (weights.empty()) all.weights.assign(targets.size(), 1.0);
  for (const double weight : all.weights) all.total += weight;
  require_weight(train, "the training rows");
  return all;
}

void set_range(TargetTransform& fitted, const Weighted& targets) {
  fitted.low = TargetTransform::kNoLimit;
  fitted.high = -TargetTransform::kNoLimit;
  for (size_t i = 0; i < targets.values.size(); ++i) {
    if (targets.weights[i] <= 0) continue;
    fitted.low = std::min(fitted.low, targets.values[i]);
    fitted.high = std::max(fitted.high, targets.values[i]);
  }
}

// Refuses the first target that a transform cannot take.
template <class Fits>
void require_targets(const Table& train, const Weighted& targets, const char* expected, Fits fits) {
  const auto bad = std::find_if_not(targets.values.begin(), targets.values.end(), fits);
  if (bad == targets.values.end()) return;
  throw Error(ErrorKind::kData, "target " +
                                    mlrun::quoted(train.spec.columns[*train.spec.target()].name) +
                                    ": " + expected + ", got " + format_number(*bad));
}

void set_rate(TargetTransform& fitted, const Table& train, const Weighted& targets, bool scaled) {
  require_targets(train, targets, "train.loss poisson: expected values of at least 0",
                  [](double y) { return y >= 0; });
  fitted.type = TargetTransform::Type::kLogRate;
  const double mean = targets.mean();
  if (scaled && mean > 0) fitted.deviation = mean;
}

void set_logarithm(TargetTransform& fitted, const Table& train, Weighted& targets) {
  require_targets(train, targets, "features.target log1p: expected values above -1",
                  [](double y) { return y > -1; });
  fitted.type = TargetTransform::Type::kLog1p;
  for (double& value : targets.values) value = std::log1p(value);
}

TargetTransform read_scale(const Json& json) {
  const auto type = json.contains("type")
                        ? json_get<std::string>(json, "type", kWhere, ErrorKind::kModel)
                        : std::string("standard");
  if (type == "standard") return {finite(json, "mean"), above_zero(json, "deviation")};
  if (type == kLog1p) {
    return {finite(json, "mean"), above_zero(json, "deviation"), TargetTransform::Type::kLog1p};
  }
  if (type == kLogRate) return {0, above_zero(json, "unit"), TargetTransform::Type::kLogRate};
  throw Error(ErrorKind::kModel, std::string(kWhere) + ": unknown type " + mlrun::quoted(type));
}

}  // namespace

const std::vector<std::string>& target_scale_names() {
  static const std::vector<std::string> names{"standard", "log1p", "none"};
  return names;
}

TargetTransform TargetTransform::fit(const Table& train, const TargetOptions& options) {
  TargetTransform fitted;
  if (train.spec.is_classification()) return fitted;
  Weighted targets = weighted_targets(train);
  if (options.clamp) set_range(fitted, targets);
  if (options.rate) {
    set_rate(fitted, train, targets, options.scale != "none");
    return fitted;
  }
  if (options.scale == kLog1p) set_logarithm(fitted, train, targets);
  if (options.scale == "none") return fitted;
  fitted.mean = targets.mean();
  const double deviation = targets.deviation(fitted.mean);
  if (deviation > 0) fitted.deviation = deviation;
  return fitted;
}

float TargetTransform::to_net(float y) const {
  const auto exact = static_cast<double>(y);
  return static_cast<float>(((type == Type::kLog1p ? std::log1p(exact) : exact) - mean) /
                            deviation);
}

float TargetTransform::to_user(float answer) const {
  double y = static_cast<double>(answer);
  if (type == Type::kLogRate) {
    y = std::exp(y) * deviation;
  } else {
    y = y * deviation + mean;
    if (type == Type::kLog1p) y = std::expm1(y);
  }
  return static_cast<float>(std::clamp(y, low, high));
}

// What older programs cannot do they refuse, for want of a key or for `options` of the pipeline.
Json TargetTransform::to_json() const {
  Json json = Json::object();
  if (type == Type::kLogRate) {
    json = {{"type", kLogRate}, {"unit", deviation}};
  } else {
    if (type == Type::kLog1p) json["type"] = kLog1p;
    json["mean"] = mean;
    json["deviation"] = deviation;
  }
  if (std::isfinite(low)) json["low"] = low;
  if (std::isfinite(high)) json["high"] = high;
  return json;
}

TargetTransform TargetTransform::from_json(const Json& json) {
  TargetTransform read = read_scale(json);
  if (json.contains("low")) read.low = finite(json, "low");
  if (json.contains("high")) read.high = finite(json, "high");
  if (read.low <= read.high) return read;
  throw Error(ErrorKind::kModel, std::string(kWhere) + ": key \"low\" is above \"high\"");
}

std::vector<float> targets_of(const Table& table) {
  const std::optional<size_t> target = table.spec.target();
  if (!target) throw Error(ErrorKind::kData, "the table has no target column");
  check_cells(table, table.spec, *target);
  const Column& column = table.columns[*target];
  if (!table.spec.is_classification()) return column.numbers;
  const auto unknown =
      std::find_if(column.codes.begin(), column.codes.end(), [](int32_t code) { return code < 0; });
  if (unknown != column.codes.end()) {
    throw Error(ErrorKind::kData,
                "target " + mlrun::quoted(table.spec.columns[*target].name) + ": row " +
                    std::to_string(unknown - column.codes.begin()) +
                    " holds none of the classes: " + join(table.spec.classes, ", "));
  }
  return std::vector<float>(column.codes.begin(), column.codes.end());
}

void require_weight(const Table& table, const std::string& rows) {
  const std::vector<float> weights = weights_of(table);
  const auto counts = [](float weight) { return weight > 0; };
  if (weights.empty() || std::any_of(weights.begin(), weights.end(), counts)) return;
  throw Error(ErrorKind::kData, rows + ": every weight is 0, so no row counts");
}

std::vector<float> weights_of(const Table& table) {
  const std::vector<size_t> weights = table.spec.with_role(Role::kWeight);
  return weights.empty() ? std::vector<float>() : table.columns[weights.front()].numbers;
}

}  // namespace mlrun
