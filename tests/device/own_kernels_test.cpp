#include "device/own_kernels.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device/precision.h"

using namespace mlrun;

TEST_CASE("a CPU has no kernels of its own here, and precision says how many pieces there are") {
  CHECK(layer_api(at::kCPU) == nullptr);
  CHECK(update_api(at::kCPU) == nullptr);
  CHECK(factor_pieces(at::kCPU) == 3);
  {
    const Autocast autocast("bf16", at::kCPU);
    CHECK(factor_pieces(at::kCPU) == 1);
  }
  set_precision("tf32");
  CHECK(factor_pieces(at::kCPU) == 0);
  set_precision("fp32");
  CHECK_FALSE(OwnKernelsScope::open());
  const OwnKernelsScope outer;
  { const OwnKernelsScope inner; }
  CHECK(OwnKernelsScope::open());
}
