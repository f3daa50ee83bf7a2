#include "model/linear.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

using namespace mlrun;

TEST_CASE("y = x W^T + b, by hand") {
  Random random(1);
  Linear layer(2, 1, at::kCPU, random);
  const torch::NoGradGuard no_grad;
  layer->named_parameters()["weight"].copy_(torch::tensor({{2.F, -1.F}}));
  layer->named_parameters()["bias"].copy_(torch::tensor({0.5F}));
  CHECK(layer(torch::tensor({{3.F, 4.F}})).item<float>() == Approx(2.5));
}

TEST_CASE("initial values are uniform within 1/sqrt(fan_in)") {
  Random random(3);
  Linear layer(100, 200, at::kCPU, random);
  const at::Tensor weight = layer->named_parameters()["weight"].detach();
  CHECK(weight.abs().max().item<double>() <= 0.1);
  CHECK(weight.abs().max().item<double>() > 0.0999);
  CHECK(std::abs(weight.mean().item<double>()) < 0.002);
  CHECK(weight.std().item<double>() == Approx(0.1 / std::sqrt(3.0)).epsilon(0.02));
}
