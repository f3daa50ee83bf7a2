#include "features/ple_bins.h"

#include <algorithm>
#include <limits>

#include "features/linear_quantile.h"

namespace mlrun {
namespace {

constexpr float kUnbounded = std::numeric_limits<float>::max();
// The smallest distance whose inverse is a float.
constexpr double kNarrowest = std::numeric_limits<float>::min();

std::vector<double> sorted_input(const Features& rows, int64_t width, size_t input) {
  std::vector<double> values(static_cast<size_t>(rows.rows));
  const float* cell = rows.dense.data() + input;
  for (double& value : values) {
    value = static_cast<double>(*cell);
    cell += width;
  }
  std::sort(values.begin(), values.end());
  return values;
}

std::vector<float> edges_of(const std::vector<double>& rising, int64_t bins) {
  std::vector<float> edges;
  for (int64_t part = 0; part <= bins; ++part) {
    const auto edge = static_cast<float>(linear_quantile(rising, part, bins));
    if (!edges.empty() &&
        static_cast<double>(edge) - static_cast<double>(edges.back()) < kNarrowest) {
      continue;
    }
    edges.push_back(edge);
  }
  return edges;
}

}  // namespace

std::vector<std::vector<float>> ple_edges(const Features& train, const FeatureLayout& layout,
                                          int64_t bins) {
  std::vector<std::vector<float>> edges;
  for (size_t input = 0; input < layout.numeric.size(); ++input) {
    edges.push_back(edges_of(sorted_input(train, layout.dense_width(), input), bins));
  }
  return edges;
}

PleBins ple_bins(const std::vector<std::vector<float>>& edges, int64_t bins) {
  PleBins made{static_cast<int64_t>(edges.size()), bins, {}, {}, {}, {}};
  const size_t size = edges.size() * static_cast<size_t>(bins);
  for (auto* values : {&made.slope, &made.offset, &made.low, &made.high}) values->resize(size);
  for (size_t input = 0; input < edges.size(); ++input) {
    const std::vector<float>& edge = edges[input];
    const size_t used = edge.size() - 1;
    for (size_t t = 0; t < used; ++t) {
      const size_t at = input * static_cast<size_t>(bins) + t;
      const auto left = static_cast<double>(edge[t]);
      const double width = static_cast<double>(edge[t + 1]) - left;
      made.slope[at] = static_cast<float>(1 / width);
      made.offset[at] = static_cast<float>(-left / width);
      made.low[at] = t == 0 ? -kUnbounded : 0;
      made.high[at] = t + 1 == used ? kUnbounded : 1;
    }
  }
  return made;
}

PleBins fit_ple_bins(const Features& train, const FeatureLayout& layout, int64_t bins) {
  return ple_bins(ple_edges(train, layout, bins), bins);
}

}  // namespace mlrun
