#pragma once

#include <cstdint>
#include <vector>

#include "features/features.h"

namespace mlrun {

// Piecewise-linear encoding of numeric inputs (Gorishniy, Rubachev, Babenko, "On Embeddings for
// Numerical Features in Tabular Deep Learning", 2022, equation 1; package rtdl_num_embeddings).
// With the edges b_0 < .. < b_K of an input, component t of 1 .. K is (x - b_{t-1}) / (b_t -
// b_{t-1}), not below 0 but for the first, not above 1 but for the last.
struct PleBins {
  int64_t inputs = 0;  // numeric inputs of the layout
  int64_t bins = 0;    // components per input, used or not
  // All [inputs, bins], row-major, all finite: component t of input f is
  //   clamp(slope * x + offset, low, high).
  // low is -FLT_MAX for an unbounded side, high FLT_MAX. The K components of an input come first;
  // the others are 0 for any x (slope, offset, low, high all 0).
  std::vector<float> slope, offset, low, high;
};

// Per numeric input of the training rows: the quantiles at 0, 1/bins, .. 1 (linear_quantile.h),
// rising, without the duplicates; at most bins + 1 and at least 1. Quantiles of which the distance
// has no finite inverse count as duplicates. Spread: no value counts as more rows than one bin
// holds, so that the bins which a common value would fill with duplicates go to the others.
// Requires at least one row and bins >= 1.
std::vector<std::vector<float>> ple_edges(const Features& train, const FeatureLayout& layout,
                                          int64_t bins, bool spread = false);

// The affine form of such edges. An input with a single edge (constant over the training rows) has
// no component. Requires 1 to bins + 1 rising edges per input.
PleBins ple_bins(const std::vector<std::vector<float>>& edges, int64_t bins);

// ple_bins of ple_edges.
PleBins fit_ple_bins(const Features& train, const FeatureLayout& layout, int64_t bins,
                     bool spread = false);

}  // namespace mlrun
