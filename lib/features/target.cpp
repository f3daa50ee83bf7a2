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

double finite(const Json& json, const char* key) {
  const auto value = json_get<double>(json, key, kWhere, ErrorKind::kModel);
  if (std::isfinite(value)) return value;
  throw Error(ErrorKind::kModel,
              std::string(kWhere) + ": key \"" + key + "\": expected a finite number");
}

}  // namespace

// Two passes: the mean first, so that large means cost no digits of the deviation.
TargetTransform TargetTransform::fit(const Table& train, bool standardise) {
  if (!standardise || train.spec.is_classification()) return {};
  const std::vector<float> targets = targets_of(train);
  std::vector<float> weights = weights_of(train);
  if (weights.empty()) weights.assign(targets.size(), 1.0f);
  double weight = 0;
  double sum = 0;
  for (size_t i = 0; i < targets.size(); ++i) {
    weight += static_cast<double>(weights[i]);
    sum += static_cast<double>(weights[i]) * static_cast<double>(targets[i]);
  }
  if (!(weight > 0)) {
    throw Error(ErrorKind::kData, "training data: expected weights with a sum above 0");
  }
  const double mean = sum / weight;
  double squares = 0;
  for (size_t i = 0; i < targets.size(); ++i) {
    const double distance = static_cast<double>(targets[i]) - mean;
    squares += static_cast<double>(weights[i]) * distance * distance;
  }
  const double deviation = std::sqrt(squares / weight);
  return {mean, deviation > 0 ? deviation : 1.0};
}

float TargetTransform::to_net(float y) const {
  return static_cast<float>((static_cast<double>(y) - mean) / deviation);
}

float TargetTransform::to_user(float answer) const {
  return static_cast<float>(static_cast<double>(answer) * deviation + mean);
}

Json TargetTransform::to_json() const { return {{"mean", mean}, {"deviation", deviation}}; }

TargetTransform TargetTransform::from_json(const Json& json) {
  const TargetTransform read{finite(json, "mean"), finite(json, "deviation")};
  if (read.deviation <= 0) {
    throw Error(ErrorKind::kModel,
                std::string(kWhere) + ": key \"deviation\": expected a number above 0");
  }
  return read;
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

std::vector<float> weights_of(const Table& table) {
  const std::vector<size_t> weights = table.spec.with_role(Role::kWeight);
  return weights.empty() ? std::vector<float>() : table.columns[weights.front()].numbers;
}

}  // namespace mlrun
