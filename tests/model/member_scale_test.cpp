#include "model/member_scale.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("the values of a chunk share a draw, members and chunks do not") {
  Random random(1);
  const at::Tensor scale = draw_member_scale(2, {3, 1, 2}, true, at::kCPU, random);
  REQUIRE(scale.sizes() == at::IntArrayRef({2, 6}));
  for (int64_t member = 0; member < 2; ++member) {
    const at::Tensor own = scale[member];
    CHECK(own.slice(0, 0, 3).eq(own[0]).all().item<bool>());
    CHECK(own[4].equal(own[5]));
    CHECK_FALSE(own[0].equal(own[3]));
  }
  CHECK_FALSE(scale[0][0].equal(scale[1][0]));
}

TEST_CASE("first scales are standard normal, or signs") {
  Random random(1);
  const std::vector<int64_t> chunks(200, 1);
  const at::Tensor normal = draw_member_scale(50, chunks, true, at::kCPU, random);
  CHECK(normal.mean().item<double>() == Approx(0).margin(0.03));
  CHECK(normal.std().item<double>() == Approx(1).epsilon(0.03));
  const at::Tensor signs = draw_member_scale(50, chunks, false, at::kCPU, random);
  CHECK(signs.abs().eq(1).all().item<bool>());
  CHECK(signs.mean().item<double>() == Approx(0).margin(0.03));
}
