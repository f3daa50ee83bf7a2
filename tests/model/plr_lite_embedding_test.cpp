#include "model/plr_lite_embedding.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("each copy mixes its inputs by a layer of its own") {
  Random random(1);
  const EmbeddingOptions options{.type = "plr-lite", .width = 3, .frequencies = 2};
  PlrLiteEmbedding two(options, 2, 2, at::kCPU, random);
  PlrLiteEmbedding one(options, 2, 1, at::kCPU, random);
  const at::Tensor x = torch::rand({5, 4});
  const torch::NoGradGuard no_grad;
  const at::Tensor both = two.forward(x);
  REQUIRE(both.sizes() == at::IntArrayRef({5, 4, 3}));
  for (int64_t copy = 0; copy < 2; ++copy) {
    const auto from = two.named_parameters();
    const auto to = one.named_parameters();
    to["frequencies"].copy_(from["frequencies"].slice(0, 2 * copy, 2 * copy + 2));
    to["weight"].copy_(from["weight"].slice(0, copy, copy + 1));
    to["bias"].copy_(from["bias"].slice(0, copy, copy + 1));
    CHECK(one.forward(x.narrow(1, 2 * copy, 2)).allclose(both.narrow(1, 2 * copy, 2)));
  }
}
