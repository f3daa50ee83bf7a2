#include "model/net.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "model/fixtures.h"

using namespace mlrun;

TEST_CASE("host rows become tensors of the same numbers") {
  const NetInput rows = place_features(test::small_features(), test::small_layout(), at::kCPU);
  CHECK(rows.rows() == 3);
  CHECK(rows.dense.equal(torch::tensor({{1.F, 2.F, 0.F}, {3.F, 4.F, 1.F}, {5.F, 6.F, 0.F}})));
  CHECK(rows.codes.equal(torch::tensor({{0}, {2}, {-1}}, at::kLong)));
}

TEST_CASE("rows without categories have no codes") {
  const NetInput rows = place_features({1, {7}, {}}, {{"a"}, {}, {}, {}}, at::kCPU);
  CHECK_FALSE(rows.codes.defined());
  CHECK_FALSE(rows.take(torch::tensor({0}, at::kLong)).codes.defined());
}

TEST_CASE("rows are gathered in the order asked for") {
  const NetInput rows = place_features(test::small_features(), test::small_layout(), at::kCPU);
  const NetInput some = rows.take(torch::tensor({2, 0, 2}, at::kLong));
  CHECK(some.dense.select(1, 0).equal(torch::tensor({5.F, 1.F, 5.F})));
  CHECK(some.codes.select(1, 0).equal(torch::tensor({-1, 0, -1}, at::kLong)));
  CHECK(rows.slice(1, 2).dense.select(1, 0).equal(torch::tensor({3.F, 5.F})));
}

TEST_CASE("weight decay leaves biases and norms alone") {
  const auto net = make_net(test::small_model({}), at::kCPU, 1);
  CHECK(net->rule("hidden_0.weight") == ParameterRule{});
  CHECK(net->rule("output.bias").weight_decay == 0);
  CHECK(net->rule("norm_0.weight").weight_decay == 0);
  CHECK(net->rule("norm_0.weight").lr == 1);
  CHECK(net->rule("embedding.weight") == ParameterRule{});
  for (const char* path :
       {"embedding.linear_weight", "embedding.frequencies", "embedding.phases"}) {
    CHECK(net->rule(path) == (ParameterRule{.lr = 1, .weight_decay = 0}));
  }
}
