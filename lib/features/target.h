#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/json.h"
#include "data/table.h"

namespace mlrun {

// How targets are put on the scale of a net.
struct TargetOptions {
  std::string scale = "standard";  // standard | log1p | none
  bool rate = false;   // counts: the net answers the logarithm of a rate; not with log1p
  bool clamp = false;  // answers stay within the range of the training targets
};
const std::vector<std::string>& target_scale_names();

// Training targets on the scale of the net, and answers back in the user's units.
struct TargetTransform {
  enum class Type { kLinear, kLog1p, kLogRate };
  static constexpr double kNoLimit = std::numeric_limits<double>::infinity();

  // Linear: net = (y - mean) / deviation. Log1p: net = (log(1 + y) - mean) / deviation. Log-rate:
  // the target is y / deviation and the answer its logarithm. Classification: identity (linear, 0
  // and 1 here).
  double mean = 0;
  double deviation = 1;
  Type type = Type::kLinear;
  // What the user is told at least and at most.
  double low = -kNoLimit;
  double high = kNoLimit;

  // The target that a loss compares the net's answer with.
  float to_net(float y) const;
  float to_user(float answer) const;
  // standard and log1p: weighted mean and population deviation of the training targets or their
  // logarithms (deviation 1 when they are constant); a rate: in multiples of their weighted mean.
  // The range is that of targets with a weight. Throws Error(kData) as targets_of does, for weights
  // that are all 0, for a logarithm of targets that are not above -1, for a rate of negative ones.
  static TargetTransform fit(const Table& train, const TargetOptions& options);
  Json to_json() const;
  // Throws Error(kModel) for a missing key, an unknown type, numbers that are not finite, a
  // deviation not above 0, a range that ends before it begins.
  static TargetTransform from_json(const Json& json);
};

// Targets as numbers: regression values, or class indices as floats. Throws Error(kData) when the
// table has no target column or cells, or a row's class is none of the spec's.
std::vector<float> targets_of(const Table& table);
// Throws Error(kData) when the table has weights and none is above 0: then no row counts. `rows`
// names them ("the validation rows").
void require_weight(const Table& table, const std::string& rows);
// Row weights, empty when the table has no weight column.
std::vector<float> weights_of(const Table& table);

}  // namespace mlrun
