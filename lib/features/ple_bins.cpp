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

// How many rows one value may count as: one bin's share of the rows that then count.
size_t rows_of_a_bin(const std::vector<size_t>& counts, size_t rows, int64_t bins) {
  size_t most = rows;
  for (;;) {
    size_t sum = 0;
    for (const size_t count : counts) sum += std::min(count, most);
    const size_t next = std::max<size_t>(1, sum / static_cast<size_t>(bins));
    if (next >= most) return most;
    most = next;
  }
}

// The same values, none of them in more rows than a bin holds.
std::vector<double> spread_values(const std::vector<double>& rising, int64_t bins) {
  std::vector<double> values;
  std::vector<size_t> counts;
  for (const double value : rising) {
    if (values.empty() || value != values.back()) {
      values.push_back(value);
      counts.push_back(0);
    }
    ++counts.back();
  }
  const size_t most = rows_of_a_bin(counts, rising.size(), bins);
  std::vector<double> spread;
  for (size_t i = 0; i < values.size(); ++i) {
    spread.insert(spread.end(), std::min(counts[i], most), values[i]);
  }
  return spread;
}

}  // namespace

std::vector<std::vector<float>> ple_edges(const Features& train, const FeatureLayout& layout,
                                          int64_t bins, bool spread) {
  std::vector<std::vector<float>> edges;
  for (size_t input = 0; input < layout.numeric.size(); ++input) {
    const auto rising = sorted_input(train, layout.dense_width(), input);
    edges.push_back(edges_of(spread ? spread_values(rising, bins) : rising, bins));
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

PleBins fit_ple_bins(const Features& train, const FeatureLayout& layout, int64_t bins,
                     bool spread) {
  return ple_bins(ple_edges(train, layout, bins, spread), bins);
}

}  // namespace mlrun
