#include "model/hidden_layers.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device/own_kernels.h"

using namespace mlrun;

// What they do where there are kernels: device_contract/hidden_layers_test.cpp, on_device_test.cpp.
TEST_CASE("a CPU's hidden layers are not one piece of work, with a scope or without") {
  const std::vector<HiddenLayer> layers = {{torch::randn({8, 4}), torch::randn({8})}};
  CHECK_FALSE(hidden_layers({torch::randn({3, 1, 4}), {}, layers, {}}, 0));
  const OwnKernelsScope scope;
  CHECK_FALSE(hidden_layers({torch::randn({3, 1, 4}), {}, layers, {}}, 0.5));
}
