#include "model/pbld_embedding.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

using namespace mlrun;

TEST_CASE("cos(2 pi f x + p), a layer, and the input itself") {
  Random random(1);
  PbldEmbedding embedding({.type = "pbld", .width = 2, .frequencies = 1}, 1, at::kCPU, random);
  const torch::NoGradGuard no_grad;
  embedding.named_parameters()["frequencies"].fill_(0.25);
  embedding.named_parameters()["phases"].fill_(0.5);
  embedding.named_parameters()["weight"].fill_(3);
  embedding.named_parameters()["bias"].fill_(-1);
  const at::Tensor out = embedding.forward(torch::tensor({{2.F}}));
  CHECK(out[0][0][0].item<float>() == Approx(3 * std::cos(std::numbers::pi + 0.5) - 1));
  CHECK(out[0][0][1].item<float>() == 2);
}

TEST_CASE("of width 1 only the input is left") {
  Random random(1);
  PbldEmbedding embedding({.type = "pbld", .width = 1}, 2, at::kCPU, random);
  CHECK(embedding.forward(torch::tensor({{2.F, 3.F}})).flatten().equal(torch::tensor({2.F, 3.F})));
}

TEST_CASE("first values of a periodic embedding") {
  Random random(1);
  PbldEmbedding embedding({.type = "pbld", .width = 4, .frequencies = 16, .frequency_scale = 0.1},
                          200, at::kCPU, random);
  const auto own = embedding.named_parameters();
  CHECK(own["frequencies"].std().item<double>() == Approx(0.1).epsilon(0.03));
  CHECK(own["phases"].abs().max().item<double>() <= std::numbers::pi);
  CHECK(own["phases"].std().item<double>() ==
        Approx(std::numbers::pi / std::sqrt(3.0)).epsilon(0.03));
  CHECK(own["weight"].abs().max().item<double>() <= 0.25);
  CHECK(own["bias"].abs().max().item<double>() > 0.24);
}
