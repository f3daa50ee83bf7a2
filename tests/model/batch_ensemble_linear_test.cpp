#include "model/batch_ensemble_linear.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("((x R) W^T) S + B, by hand") {
  Random random(1);
  BatchEnsembleLinear layer(torch::tensor({{1.F, 2.F}, {3.F, -1.F}}), 1, at::kCPU, random);
  const torch::NoGradGuard no_grad;
  auto own = layer->named_parameters();
  own["weight"].copy_(torch::tensor({{10.F, 1.F}}));
  own["output_scale"].copy_(torch::tensor({{2.F}, {1.F}}));
  own["bias"].copy_(torch::tensor({{0.5F}, {-0.5F}}));
  // Member 0: 2 (10 x 1 + 1 x 2 x 4) + .5; member 1: 10 x 3 - 4 - .5.
  const at::Tensor wanted = torch::tensor({36.5F, 25.5F}).view({1, 2, 1});
  CHECK(layer(torch::tensor({1.F, 4.F}).view({1, 1, 2})).equal(wanted));
  CHECK(layer(torch::tensor({1.F, 4.F, 1.F, 4.F}).view({1, 2, 2})).equal(wanted));
}

TEST_CASE("members begin with one bias and no scale of the output") {
  Random random(1);
  BatchEnsembleLinear layer(torch::ones({3, 4}), 50, at::kCPU, random);
  const auto own = layer->named_parameters();
  CHECK(own["bias"][0].equal(own["bias"][2]));
  CHECK(own["bias"].abs().max().item<double>() <= 0.5);
  CHECK(own["bias"].std().item<double>() > 0.2);
  CHECK(own["output_scale"].eq(1).all().item<bool>());
}
