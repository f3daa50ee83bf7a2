#include "device/layer_api.h"

#include <torch/types.h>

#include "support/fakedev/fakedev.h"
#include "support/layer_reference.h"

// Hidden layers on the fake device, by LibTorch's operations, which its graphs record like others.
namespace {

std::string fault(const at::Device&) { return ""; }

// So that tests see both ways with small nets.
int64_t pieces_for(const at::Device&, double multiply_adds) {
  return multiply_adds >= 10'000 ? 2 : 0;
}

}  // namespace

extern "C" const mlrun::LayerApi* mlrun_layer_api() {
  static const mlrun::LayerApi api = [] {
    mlrun::LayerApi layers = mlrun::test::reference_layers();
    layers.fault = &fault;
    layers.pieces_for = &pieces_for;
    return layers;
  }();
  return &api;
}
