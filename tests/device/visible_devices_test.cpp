#include "device/visible_devices.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "device/accelerator.h"

using namespace mlrun;

TEST_CASE("a host either has a device or a sentence that says why not") {
  const VisibleDevices found = probe_devices();
  if (found.driver_fault.empty()) CHECK_FALSE(found.accelerators.empty());
  if (found.accelerators.empty()) CHECK_FALSE(found.driver_fault.empty());
  CHECK(found.library_installed == found.library_fault.empty());
}

TEST_CASE("what narrows the devices down is named with its value") {
  const char* old = std::getenv("CUDA_VISIBLE_DEVICES");
  const std::string before = old == nullptr ? "" : old;
  setenv("CUDA_VISIBLE_DEVICES", "-1", 1);
  CHECK(probe_devices().restriction == R"(CUDA_VISIBLE_DEVICES is "-1")");
  setenv("CUDA_VISIBLE_DEVICES", "", 1);
  CHECK(probe_devices().restriction == R"(CUDA_VISIBLE_DEVICES is "")");
  unsetenv("CUDA_VISIBLE_DEVICES");
  CHECK(probe_devices().restriction.empty());
  if (old != nullptr) setenv("CUDA_VISIBLE_DEVICES", before.c_str(), 1);
}

TEST_CASE("the accelerator's library is looked for beside LibTorch's own") {
  const std::filesystem::path path = accelerator_library_path();
  CHECK(path.is_absolute());
  CHECK(std::filesystem::exists(path.parent_path() / "libtorch_cpu.so"));
  CHECK(path.filename() == "libtorch_cuda.so");
}
