#include "model/member_linear.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("each member has a layer of its own") {
  Random random(1);
  MemberLinear layer(2, 2, 1, at::kCPU, random);
  const torch::NoGradGuard no_grad;
  layer->named_parameters()["weight"].copy_(torch::tensor({1.F, 2.F, 3.F, 4.F}).view({2, 2, 1}));
  layer->named_parameters()["bias"].copy_(torch::tensor({{10.F}, {20.F}}));
  // Member 0: 1 x 5 + 2 x 6 + 10; member 1: 3 x 7 + 4 x 8 + 20.
  const at::Tensor out = layer(torch::tensor({5.F, 6.F, 7.F, 8.F}).view({1, 2, 2}));
  CHECK(out.equal(torch::tensor({27.F, 73.F}).view({1, 2, 1})));
  const auto single = layer->single();
  REQUIRE(single);
  CHECK(single->weight.equal(torch::tensor({1.F, 2.F, 3.F, 4.F}).view({2, 2})));
  CHECK(single->bias.equal(torch::tensor({10.F, 20.F})));
  CHECK_FALSE(MemberLinear(2, 2, 3, at::kCPU, random)->single());
}

TEST_CASE("first values of the members' layers are within 1/sqrt(in) and their own") {
  Random random(1);
  MemberLinear layer(8, 100, 20, at::kCPU, random);
  const at::Tensor weight = layer->named_parameters()["weight"];
  const at::Tensor bias = layer->named_parameters()["bias"];
  CHECK(weight.abs().max().item<double>() <= 0.1);
  CHECK(weight.abs().max().item<double>() > 0.099);
  CHECK(bias.abs().max().item<double>() <= 0.1);
  CHECK_FALSE(bias[0].equal(bias[1]));
}
