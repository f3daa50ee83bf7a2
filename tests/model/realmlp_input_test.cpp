#include "model/realmlp_input.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "model/fixtures.h"

using namespace mlrun;

namespace {

RealMlpOptions options_of(int64_t members) {
  RealMlpOptions options;
  options.members = members;
  options.one_hot_limit = 2;
  options.category_width = 2;
  options.embedding = {.type = "pbld", .width = 3};
  return options;
}

}  // namespace

TEST_CASE("an unknown level has an embedding of its own") {
  Random random(1);
  torch::nn::Module net;
  RealMlpInput input(options_of(2), test::small_layout(), at::kCPU, random, net);
  CHECK(input.width() == 2 * 3 + 1 + 2);
  const at::Tensor table = net.named_parameters()["category_embedding"];
  REQUIRE(table.sizes() == at::IntArrayRef({2, 4, 2}));
  const at::Tensor out =
      input.forward(place_features(test::small_features(), test::small_layout(), at::kCPU));
  REQUIRE(out.sizes() == at::IntArrayRef({2, 3, 9}));
  for (int64_t member = 0; member < 2; ++member) {  // codes 0, 2, unknown
    const int64_t row[] = {1, 3, 0};
    for (int64_t i = 0; i < 3; ++i) {
      CHECK(out[member][i].slice(0, 7, 9).equal(table[member][row[i]]));
    }
  }
}

TEST_CASE("categories follow each other in one table") {
  Random random(1);
  torch::nn::Module net;
  const FeatureLayout layout{{}, {}, {"c", "d"}, {3, 4}};
  RealMlpInput input(options_of(1), layout, at::kCPU, random, net);
  const at::Tensor table = net.named_parameters()["category_embedding"][0];
  const at::Tensor out = input.forward(place_features({2, {}, {2, -1, -1, 3}}, layout, at::kCPU));
  CHECK(out[0][0].equal(torch::cat({table[3], table[4]})));
  CHECK(out[0][1].equal(torch::cat({table[0], table[8]})));
}

TEST_CASE("without an embedding the members see the numbers") {
  Random random(1);
  torch::nn::Module net;
  RealMlpOptions options = options_of(2);
  options.embedding.type = "none";
  const FeatureLayout layout{{"a", "b"}, {}, {}, {}};
  RealMlpInput input(options, layout, at::kCPU, random, net);
  NetInput rows = place_features({2, {1, 2, 3, 4}, {}}, layout, at::kCPU);
  CHECK(input.forward(rows).equal(
      torch::tensor({1.F, 2.F, 3.F, 4.F}).view({1, 2, 2}).repeat({2, 1, 1})));
  rows.per_member = true;
  CHECK(input.forward(rows).equal(torch::tensor({1.F, 2.F, 3.F, 4.F}).view({2, 1, 2})));
}
