#include "model/batch_norm.h"

#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>

using namespace mlrun;

TEST_CASE("training normalises a batch and remembers it; evaluation uses what was remembered") {
  BatchNorm norm(1, at::kCPU);
  const at::Tensor x = torch::tensor({{1.F}, {3.F}});
  norm->train();
  const at::Tensor out = norm(x);
  CHECK(out[0].item<float>() == Approx(-1).epsilon(1e-4));
  CHECK(out[1].item<float>() == Approx(1).epsilon(1e-4));
  // momentum .1: mean .1 x 2; variance .9 x 1 + .1 x 2 (unbiased).
  CHECK(norm->named_buffers()["running_mean"].item<float>() == Approx(0.2));
  CHECK(norm->named_buffers()["running_var"].item<float>() == Approx(1.1));
  norm->eval();
  CHECK(norm(x)[0].item<float>() == Approx((1 - 0.2) / std::sqrt(1.1 + 1e-5)));
}
