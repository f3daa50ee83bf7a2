#include "device/own_kernels.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device/precision.h"

using namespace mlrun;

TEST_CASE("a CPU has no kernels of its own here, and precision says how many pieces there are") {
  CHECK(layer_api(at::kCPU) == nullptr);
  CHECK(update_api(at::kCPU) == nullptr);
  LayerApi api{};
  api.pieces_for = [](const at::Device&, double work) { return int64_t{work > 10 ? 2 : 0}; };
  CHECK(factor_pieces(api, at::kCPU, 11) == 2);
  CHECK(factor_pieces(api, at::kCPU, 9) == 0);
  {
    const Autocast autocast("bf16", at::kCPU);
    CHECK(factor_pieces(api, at::kCPU, 9) == 1);
  }
  set_precision("tf32");
  CHECK(factor_pieces(api, at::kCPU, 11) == 0);
  set_precision("fp32");
  CHECK_FALSE(OwnKernelsScope::open());
  const OwnKernelsScope outer;
  { const OwnKernelsScope inner; }
  CHECK(OwnKernelsScope::open());
}
