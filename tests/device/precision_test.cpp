#include "device/precision.h"

#include <ATen/Context.h>
#include <torch/types.h>

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace mlrun;

TEST_CASE("precision is set whatever it was before") {
  at::globalContext().setAllowTF32CuBLAS(true);
  set_precision("fp32");
  CHECK_FALSE(at::globalContext().allowTF32CuBLAS());
  CHECK_FALSE(at::globalContext().allowTF32CuDNN());
  set_precision("tf32");
  CHECK(at::globalContext().allowTF32CuBLAS());
  set_precision("fp32");
}

TEST_CASE("autocast rounds the inputs of products to bf16 while it lives, and only then") {
  const at::Tensor x = torch::full({1, 1}, 1.001F);
  const at::Tensor w = torch::ones({1, 1});
  {
    const Autocast bf16("bf16", at::kCPU);
    const at::Tensor y = at::linear(x, w);
    CHECK(y.scalar_type() == at::kBFloat16);
    CHECK(y.item<float>() == 1.0F);  // 7 bits of mantissa
  }
  CHECK(at::linear(x, w).scalar_type() == at::kFloat);
  const Autocast fp32("fp32", at::kCPU);
  CHECK(at::linear(x, w).item<float>() == 1.001F);
}

TEST_CASE("autocast is not promised where LibTorch has no rules for it") {
  const at::Device other(at::DeviceType::PrivateUse1, 0);
  CHECK_NOTHROW(Autocast("fp32", other));
  CHECK_THROWS_AS(Autocast("bf16", other), Error);
}
