#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "features/numeric_transform.h"

namespace mlrun {

// (x - mean) / deviation, of the non-missing training values; population deviation (divided by n).
class StandardScaler final : public NumericTransform {
 public:
  StandardScaler() = default;
  // Requires arrays `mean` and `deviation` of shape [inputs], deviations above 0; throws
  // Error(kModel).
  StandardScaler(int64_t inputs, const std::vector<NamedArray>& arrays);
  // range <= 1e-6 of the largest magnitude.
  bool near_constant(double low, double high) const override;
  void add_input(std::vector<double> present, int64_t rows, Random& noise) override;
  void apply(size_t input, std::span<double> values) const override;
  std::vector<NamedArray> arrays() const override;

 private:
  std::vector<double> mean_;       // [inputs]
  std::vector<double> deviation_;  // [inputs]
};

}  // namespace mlrun
