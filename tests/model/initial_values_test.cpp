#include "model/initial_values.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("a seed means the same draws") {
  Random one(5), same(5), other(6);
  const at::Tensor a = draw_uniform({4, 4}, 1.0, at::kCPU, one);
  CHECK(a.equal(draw_uniform({4, 4}, 1.0, at::kCPU, same)));
  CHECK_FALSE(a.equal(draw_uniform({4, 4}, 1.0, at::kCPU, other)));
}

TEST_CASE("normal draws have the deviation asked for") {
  Random random(1);
  const at::Tensor values = draw_normal({100, 200}, 0.5, at::kCPU, random);
  CHECK(values.mean().item<double>() == Approx(0).margin(0.01));
  CHECK(values.std().item<double>() == Approx(0.5).epsilon(0.02));
  CHECK(values.abs().max().item<double>() > 1.75);
}

TEST_CASE("cut draws end at three deviations") {
  Random random(1);
  const at::Tensor values = draw_cut_normal({100, 200}, 0.5, at::kCPU, random);
  CHECK(values.std().item<double>() == Approx(0.5).epsilon(0.03));
  CHECK(values.abs().max().item<double>() <= 1.5);
  CHECK(values.abs().max().item<double>() > 1.4);
}
