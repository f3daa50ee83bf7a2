#pragma once

#include <cstdint>
#include <vector>

#include "core/json.h"
#include "data/table.h"

namespace mlrun {

// Training targets on the scale of the net, and answers back in the user's units.
struct TargetTransform {
  // Regression: net = (y - mean) / deviation. Classification: identity (0 and 1 here).
  double mean = 0;
  double deviation = 1;

  float to_net(float y) const;
  float to_user(float answer) const;
  // `standard`: weighted mean and population deviation of the training targets (deviation 1 when
  // they are constant). Throws Error(kData) as targets_of does, and for weights that are all 0.
  static TargetTransform fit(const Table& train, bool standardise);
  Json to_json() const;
  // Throws Error(kModel) for a missing key, an infinite mean or a deviation not above 0.
  static TargetTransform from_json(const Json& json);
};

// Targets as numbers: regression values, or class indices as floats. Throws Error(kData) when the
// table has no target column or cells, or a row's class is none of the spec's.
std::vector<float> targets_of(const Table& table);
// Row weights, empty when the table has no weight column.
std::vector<float> weights_of(const Table& table);

}  // namespace mlrun
