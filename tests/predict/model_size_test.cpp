#include "predict/model_size.h"

#include <catch2/catch.hpp>

using namespace mlrun;

namespace {

// Two numeric inputs, one indicator, one category of four levels: 7 values.
const FeatureLayout kLayout{{"a", "b"}, {"a missing"}, {"c"}, {4}};

ModelSize size(const ModelConfig& config) { return size_of({config, kLayout, 1, false}); }

}  // namespace

TEST_CASE("a dense net's size by hand") {
  const ModelSize dense = size(DenseOptions{.hidden = {10, 5}});
  CHECK(dense.parameters == 8 * 10 + 11 * 5 + 6);
  CHECK(dense.products == 7 * 10 + 10 * 5 + 5);
  const ModelSize wide = size(DenseOptions{.hidden = {}, .embedding = {.type = "ple", .width = 3}});
  CHECK(wide.products == 2 * 48 * 3 + (2 * 3 + 5));
}

TEST_CASE("members share TabM's layers but not RealMLP's") {
  const ModelSize tabm =
      size(TabMOptions{.members = 4, .blocks = 1, .width = 10, .embedding = {.type = "none"}});
  CHECK(tabm.products == 4 * (7 * 10 + 10));
  CHECK(tabm.parameters == 4 * 7 + 8 * 10 + 4 * 11);
  const RealMlpOptions one{.hidden = {10}, .scale = false, .embedding = {.type = "none"}};
  RealMlpOptions four = one;
  four.members = 4;
  CHECK(size(one).parameters == 8 * 10 + 11);
  CHECK(size(four).parameters == 4 * size(one).parameters);
  CHECK(size(four).products == 4 * size(one).products);
}

TEST_CASE("columns of many levels are narrow for RealMLP") {
  const RealMlpOptions coded{.hidden = {},
                             .scale = false,
                             .one_hot_limit = 3,
                             .category_width = 2,
                             .embedding = {.type = "none"}};
  CHECK(size(coded).products == 3 + 2);
}

TEST_CASE("a residual block has two layers") {
  const ModelSize net = size(ResNetOptions{.blocks = 1, .width = 10, .hidden_factor = 2});
  CHECK(net.products == 7 * 10 + 10 * 20 + 20 * 10 + 10);
}
