#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "features/numeric_transform.h"

namespace mlrun {

// Robust scaling and smooth clipping of RealMLP (Holzmueller et al. 2024, section 3): the median of
// the non-missing training values is subtracted; times 1 / (q75 - q25), or 2 / (max - min) where
// the quartiles coincide; then x / sqrt(1 + (x / 3)^2), within +-3. Quantiles by linear
// interpolation.
class RobustSmooth final : public NumericTransform {
 public:
  RobustSmooth() = default;
  // Requires arrays `median` and `scale` of shape [inputs], scales above 0; throws Error(kModel).
  RobustSmooth(int64_t inputs, const std::vector<NamedArray>& arrays);
  // range <= 1e-6 of the largest magnitude.
  bool near_constant(double low, double high) const override;
  void add_input(std::vector<double> present, int64_t rows, Random& noise) override;
  void apply(size_t input, std::span<double> values) const override;
  std::vector<NamedArray> arrays() const override;

 private:
  std::vector<double> median_;  // [inputs]
  std::vector<double> scale_;   // [inputs]
};

}  // namespace mlrun
