#include "device/device_symbol.h"

#include <catch2/catch.hpp>

#include "device/accelerator.h"

using namespace mlrun;

TEST_CASE("a device whose library is not there has no functions, and the reason is said") {
  if (accelerator_loaded()) return;
  std::string fault;
  CHECK(device_symbol(at::Device(at::kCUDA, 0), "libmlrun_cuda.so", "mlrun_layer_api", fault) ==
        nullptr);
  CHECK_FALSE(fault.empty());
  fault.clear();
  CHECK(device_symbol(at::Device(at::kPrivateUse1, 0), "", "mlrun_layer_api", fault) == nullptr);
  CHECK(fault == "its library has no mlrun_layer_api");
}
