#include "device/layer_api.h"

#include <torch/types.h>

#include "support/fakedev/fakedev.h"
#include "support/layer_reference.h"

// Hidden layers on the fake device, by LibTorch's operations, which its graphs record like others.
namespace {

std::string fault(const at::Device&) { return ""; }

// So that tests see both ways with small nets.
bool pieces_pay(const at::Device&, double multiply_adds) { return multiply_adds >= 10'000; }

}  // namespace

extern "C" const mlrun::LayerApi* mlrun_layer_api() {
  using namespace mlrun::test;
  static const mlrun::LayerApi api{
      &fault,          &pieces_pay,    &split_left_factor, &split_right_factor, &draw_kept_numbers,
      &activate_layer, &descend_layer, &product_of_pieces};
  return &api;
}
