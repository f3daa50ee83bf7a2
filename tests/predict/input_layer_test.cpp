#include "predict/input_layer.h"

#include <catch2/catch.hpp>

#include "kernels/products.h"
#include "predict/nets.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("codes add their column, unknown ones nothing") {
  const FeatureLayout layout{{"x"}, {}, {"c", "d"}, {2, 2}};
  // x, c = 0, c = 1, d = 0, d = 1
  const LayerWeights weights{{1, 10, 20, 100, 200, -1, 0, 0, 0, -5}, {0.5F, 3}};
  const Features rows{4, {1, 2, 3, 4}, {0, 1, 1, -1, -1, -2, 2, 0}};
  for (const Instructions set : sets_here()) {
    const InputLayer layer(set, layout, weights, Epilogue::kRelu);
    AlignedFloats out(4 * layer.width());
    layer.apply(rows, 0, 4, out.data(), layer.width());
    const std::vector<float> first = {211.5F, 22.5F, 3.5F, 104.5F};
    const std::vector<float> second = {0, 1, 0, 0};
    for (size_t row = 0; row < 4; ++row) {
      CHECK(out.data()[row * layer.width()] == first[row]);
      CHECK(out.data()[row * layer.width() + 1] == second[row]);
    }
    layer.apply(rows, 2, 1, out.data(), layer.width());
    CHECK(out.data()[0] == 3.5F);
  }
}

TEST_CASE("nothing but codes, and nothing but numbers") {
  const LayerWeights weights{{7, -3}, {1}};
  for (const Instructions set : sets_here()) {
    const InputLayer coded(set, {{}, {}, {"c"}, {2}}, weights, Epilogue::kNone);
    AlignedFloats out(2 * coded.width());
    coded.apply({2, {}, {1, -1}}, 0, 2, out.data(), coded.width());
    CHECK(out.data()[0] == -2);
    CHECK(out.data()[coded.width()] == 1);
    const InputLayer dense(set, {{"x", "y"}, {}, {}, {}}, weights, Epilogue::kNone);
    dense.apply({1, {2, 3}, {}}, 0, 1, out.data(), dense.width());
    CHECK(out.data()[0] == 6);
  }
}
