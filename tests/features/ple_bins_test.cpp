#include "features/ple_bins.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "features/reference_vectors.h"

using namespace mlrun;
using Edges = std::vector<std::vector<float>>;

namespace {

constexpr float kMost = std::numeric_limits<float>::max();

// Rows of numeric inputs, and after them as many indicators of 9.
Features rows_of(std::vector<float> dense, int64_t width) {
  Features rows;
  rows.rows = static_cast<int64_t>(dense.size()) / width;
  rows.dense = std::move(dense);
  return rows;
}

FeatureLayout layout_of(int64_t numeric, int64_t indicators) {
  FeatureLayout layout;
  layout.numeric.resize(static_cast<size_t>(numeric));
  layout.indicators.resize(static_cast<size_t>(indicators));
  return layout;
}

// Component t of input f, as ple_bins.h says it is computed.
float component(const PleBins& bins, int64_t f, int64_t t, float x) {
  const auto at = static_cast<size_t>(f * bins.bins + t);
  return std::clamp(bins.slope[at] * x + bins.offset[at], bins.low[at], bins.high[at]);
}

}  // namespace

TEST_CASE("edges are quantiles without duplicates, of the numeric inputs alone") {
  const Features train = rows_of({4, 9, 1, 9, 8, 9, 2, 9}, 2);
  CHECK(ple_edges(train, layout_of(1, 1), 4) == Edges{{1, 1.75f, 3, 5, 8}});
  CHECK(ple_edges(train, layout_of(2, 0), 2) == Edges{{1, 3, 8}, {9}});
  const Features zeros = rows_of({0, 0, 0, 0, 5}, 1);
  CHECK(ple_edges(zeros, layout_of(1, 0), 4) == Edges{{0, 5}});
  CHECK(ple_edges(zeros, layout_of(1, 0), 8) == Edges{{0, 2.5f, 5}});
}

TEST_CASE("spread, a common value takes one bin and leaves the others to the rest") {
  // Of 12 rows 8 are 0: they count as 1 (of 5 rows in 4 bins), so that every value is an edge.
  const Features tied = rows_of({0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}, 1);
  CHECK(ple_edges(tied, layout_of(1, 0), 4, false) == Edges{{0, 1.25f, 4}});
  CHECK(ple_edges(tied, layout_of(1, 0), 4, true) == Edges{{0, 1, 2, 3, 4}});
  const Features plain = rows_of({4, 1, 8, 2}, 1);
  CHECK(ple_edges(plain, layout_of(1, 0), 4, true) == ple_edges(plain, layout_of(1, 0), 4, false));
  CHECK(ple_edges(rows_of({5, 5, 5}, 1), layout_of(1, 0), 4, true) == Edges{{5}});
}

TEST_CASE("fewer rows than bins have edges between them") {
  CHECK(ple_edges(rows_of({0, 1}, 1), layout_of(1, 0), 4) == Edges{{0, 0.25f, 0.5f, 0.75f, 1}});
  CHECK(ple_edges(rows_of({3}, 1), layout_of(1, 0), 4) == Edges{{3}});
}

TEST_CASE("the affine form of edges by hand") {
  const PleBins bins = ple_bins({{1, 2, 4, 8}, {-1, 1}, {7}}, 3);
  CHECK(bins.inputs == 3);
  CHECK(bins.bins == 3);
  CHECK(bins.slope == std::vector<float>{1, 0.5f, 0.25f, 0.5f, 0, 0, 0, 0, 0});
  CHECK(bins.offset == std::vector<float>{-1, -1, -1, 0.5f, 0, 0, 0, 0, 0});
  CHECK(bins.low == std::vector<float>{-kMost, 0, 0, -kMost, 0, 0, 0, 0, 0});
  CHECK(bins.high == std::vector<float>{1, 1, kMost, kMost, 0, 0, 0, 0, 0});
  CHECK(component(bins, 0, 0, -2) == -3);
  CHECK(component(bins, 0, 1, 3) == 0.5f);
  CHECK(component(bins, 0, 2, 12) == 2);
  CHECK(component(bins, 1, 0, 9) == 5);
  CHECK(component(bins, 2, 0, 1e30f) == 0);
}

TEST_CASE("edges that almost touch have a finite slope") {
  const float tiny = std::numeric_limits<float>::denorm_min();
  const Features train = rows_of({0, tiny, 1}, 1);
  CHECK(ple_edges(train, layout_of(1, 0), 2) == Edges{{0, 1}});
  CHECK(ple_edges(rows_of({0, tiny}, 1), layout_of(1, 0), 2) == Edges{{0}});
  const PleBins narrow = ple_bins({{0, std::numeric_limits<float>::min()}}, 1);
  CHECK(std::isfinite(narrow.slope[0]));
  const PleBins wide = fit_ple_bins(rows_of({-kMost, kMost}, 1), layout_of(1, 0), 1);
  CHECK(component(wide, 0, 0, kMost) == Approx(1));
}

TEST_CASE("bins without numeric inputs are empty") {
  const PleBins bins = fit_ple_bins(rows_of({1, 0}, 1), layout_of(0, 1), 48);
  CHECK(bins.inputs == 0);
  CHECK(bins.bins == 48);
  CHECK(bins.slope.empty());
}

TEST_CASE("edges are those of the reference") {
  const Edges edges = ple_edges(rows_of(reference::kTrain, 3), layout_of(3, 0), reference::kBins);
  size_t at = 0;
  for (size_t input = 0; input < 3; ++input) {
    REQUIRE(static_cast<float>(edges[input].size()) == reference::kUsedBins[input] + 1);
    for (const float edge : edges[input]) CHECK(edge == Approx(reference::kEdges[at++]));
  }
  CHECK(at == reference::kEdges.size());
}

TEST_CASE("encoded rows are those of the reference") {
  const PleBins bins =
      fit_ple_bins(rows_of(reference::kTrain, 3), layout_of(3, 0), reference::kBins);
  size_t at = 0;
  for (size_t i = 0; i < reference::kRows.size(); ++i) {
    const auto input = static_cast<int64_t>(i % 3);
    for (int64_t t = 0; t < bins.bins; ++t) {
      const float value = component(bins, input, t, reference::kRows[i]);
      if (static_cast<float>(t) < reference::kUsedBins[i % 3]) {
        CHECK(value == Approx(reference::kEncoded[at++]).margin(2e-6));
      } else {
        CHECK(value == 0);
      }
    }
  }
  CHECK(at == reference::kEncoded.size());
}
