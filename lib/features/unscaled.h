#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "features/numeric_transform.h"

namespace mlrun {

// Numbers as they are (`features.numeric` none).
class Unscaled final : public NumericTransform {
 public:
  // range <= 1e-6 of the largest magnitude.
  bool near_constant(double low, double high) const override;
  void add_input(std::vector<double>, int64_t, Random&) override {}
  void apply(size_t, std::span<double>) const override {}
  std::vector<NamedArray> arrays() const override { return {}; }
};

}  // namespace mlrun
