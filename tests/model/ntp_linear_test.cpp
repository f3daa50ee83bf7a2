#include "model/ntp_linear.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

using namespace mlrun;

using Start = NtpLinearImpl::Start;

TEST_CASE("x W / sqrt(in) + b, for one member and for several") {
  Random random(1);
  for (const int64_t members : {1, 3}) {
    NtpLinear layer(members, 4, 2, Start::kNormal, at::kCPU, random);
    const auto own = layer->named_parameters();
    const at::Tensor x = torch::rand({members, 5, 4});
    const at::Tensor wanted = x.matmul(own["weight"]) / 2 + own["bias"].unsqueeze(1);
    CHECK(layer(x).allclose(wanted, 1e-5, 1e-6));
  }
}

TEST_CASE("first weights and biases by the way of starting") {
  Random random(1);
  const auto deviation = [&](Start start, const char* name) {
    NtpLinear layer(2, 100, 100, start, at::kCPU, random);
    return layer->named_parameters()[name].std().item<double>();
  };
  CHECK(deviation(Start::kNormal, "weight") == Approx(1).epsilon(0.03));
  CHECK(deviation(Start::kNormal, "bias") == Approx(1).epsilon(0.15));
  CHECK(deviation(Start::kZero, "weight") == 0);
  CHECK(deviation(Start::kZero, "bias") == 0);
  CHECK(deviation(Start::kData, "weight") == Approx(1).epsilon(0.03));
}

TEST_CASE("fitted to rows: answers of deviation 1, and biases inside of what they are") {
  Random random(1);
  NtpLinear layer(2, 10, 40, Start::kData, at::kCPU, random);
  const at::Tensor x = torch::randn({2, 500, 10}) * 7 + 3;
  const at::Tensor answers = layer->fit(x, random);
  CHECK(answers.allclose(layer(x), 1e-4, 1e-4));
  CHECK((answers.std(1, false) - 1).abs().max().item<double>() < 1e-3);
  const at::Tensor bias = layer->named_parameters()["bias"].detach();
  const at::Tensor plain = layer(x).detach() - bias.unsqueeze(1);
  CHECK(std::get<0>(plain.min(1)).le(-bias).all().item<bool>());
  CHECK(std::get<0>(plain.max(1)).ge(-bias).all().item<bool>());
  // Five rows with weights uniform over the simplex: the sum of their squares has the mean
  // 5 x 2 / (5 x 6) = 1/3, so that a bias lies around the mean with a variance of 1/3.
  const at::Tensor away = -bias - plain.mean(1);
  CHECK(away.square().mean().item<double>() == Approx(1.0 / 3).epsilon(0.3));
  CHECK_FALSE(bias[0].equal(bias[1]));
}

TEST_CASE("rows that are all alike leave the weights as they are") {
  Random random(1), again(1);
  NtpLinear layer(1, 3, 4, Start::kData, at::kCPU, random);
  NtpLinear untouched(1, 3, 4, Start::kData, at::kCPU, again);
  const at::Tensor answers = layer->fit(torch::zeros({1, 5, 3}), random);
  CHECK(answers.eq(0).all().item<bool>());
  CHECK(layer->named_parameters()["weight"].equal(untouched->named_parameters()["weight"]));
}
