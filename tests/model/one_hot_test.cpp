#include "model/one_hot.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "model/fixtures.h"

using namespace mlrun;

TEST_CASE("a level is one, an unknown one is all zeros") {
  OneHot layer(test::small_layout(), at::kCPU);
  const at::Tensor out =
      layer(place_features(test::small_features(), test::small_layout(), at::kCPU));
  CHECK(out.equal(torch::tensor({{1.F, 2.F, 0.F, 1.F, 0.F, 0.F},
                                 {3.F, 4.F, 1.F, 0.F, 0.F, 1.F},
                                 {5.F, 6.F, 0.F, 0.F, 0.F, 0.F}})));
}

TEST_CASE("two categories stand side by side") {
  const FeatureLayout layout{{}, {}, {"c", "d"}, {2, 3}};
  OneHot layer(layout, at::kCPU);
  const at::Tensor out = layer(place_features({2, {}, {1, 0, 0, 2}}, layout, at::kCPU));
  CHECK(out.equal(torch::tensor({{0.F, 1.F, 1.F, 0.F, 0.F}, {1.F, 0.F, 0.F, 0.F, 1.F}})));
}
