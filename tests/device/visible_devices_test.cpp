#include "device/visible_devices.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "device/accelerator.h"

using namespace mlrun;

TEST_CASE("a host either has a driver or a sentence that says why not") {
  const VisibleDevices found = probe_devices();
  CHECK(found.driver.empty() == !found.driver_fault.empty());
  CHECK(found.library_installed == found.library_fault.empty());
  if (found.driver.empty()) CHECK(found.accelerators.empty());
}

TEST_CASE("the accelerator's library is looked for beside LibTorch's own") {
  const std::filesystem::path path = accelerator_library_path();
  CHECK(path.is_absolute());
  CHECK(std::filesystem::exists(path.parent_path() / "libtorch_cpu.so"));
  CHECK(path.filename() == "libtorch_cuda.so");
}
