#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "features/numeric_transform.h"
#include "features/quantile_index.h"

namespace mlrun {

// Empirical distribution function, then the normal quantile: scikit-learn's QuantileTransformer
// (output_distribution "normal") as the TabM and RTDL experiments use it.
// n_q = max(min(rows / 30, 1000), 10) quantiles (never more than rows) of the training values plus
// N(0, 1e-5) noise; a value becomes the mean of forward and mirrored interpolation between them, so
// that ties land in the middle of their steps; answers lie in +-5.199.
class QuantileNormal final : public NumericTransform {
 public:
  QuantileNormal() = default;
  // Requires array `quantiles` [inputs, n_q], no row of which falls; throws Error(kModel).
  QuantileNormal(int64_t inputs, const std::vector<NamedArray>& arrays);
  // range <= 1e-6: the noise of the fit would drown it.
  bool near_constant(double low, double high) const override;
  void add_input(std::vector<double> present, int64_t rows, Random& noise) override;
  void apply(size_t input, std::span<double> values) const override;
  std::vector<NamedArray> arrays() const override;

 private:
  void set_references(size_t count);
  // Share of training values below x, in [0, 1]. Requires x not NaN.
  double share_below(const QuantileIndex& index, std::span<const double> quantiles, double x) const;

  std::vector<double> quantiles_;       // [inputs, n_q], rising
  std::vector<QuantileIndex> indices_;  // [inputs], of quantiles_
  std::vector<double> references_;      // [n_q], from 0 to 1 in equal steps
};

}  // namespace mlrun
