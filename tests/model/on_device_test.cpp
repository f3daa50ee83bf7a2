// What needs a device of its own: run in a process of its own (ctest -L device), because the GPU
// half of LibTorch must be loaded before anything else of it looks for devices.
#include <torch/types.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <optional>

#include "core/error.h"
#include "device/device.h"
#include "device/device_fault.h"
#include "device/host_state.h"
#include "device/precision.h"
#include "model/fixtures.h"
#include "model/torch_runtime.h"

using namespace mlrun;

namespace {

// The device that auto takes; nullopt, and a remark, where that is the CPU.
std::optional<at::Device> accelerator_here() {
  DeviceChoice choice;
  const at::Device device = open_device("auto", choice);
  if (!device.is_cpu()) return device;
  WARN("skipped: " << choice.reason);
  return std::nullopt;
}

std::vector<float> answers_on(const at::Device& device, const std::string& precision = "fp32") {
  set_precision(precision);
  const auto description = test::small_model({}, 3);
  const auto state = host_state(*make_net(description, at::kCPU, 1));
  const auto answers = TorchRuntime(description, state, device).answer(test::small_features());
  set_precision("fp32");
  return answers;
}

void check_close(const std::vector<float>& got, const std::vector<float>& wanted, double by) {
  REQUIRE(got.size() == wanted.size());
  for (size_t i = 0; i < got.size(); ++i) {
    CHECK(std::abs(got[i] - wanted[i]) <= by + by * std::abs(wanted[i]));
  }
}

}  // namespace

TEST_CASE("the device answers as the CPU does", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  const auto wanted = answers_on(at::kCPU);
  check_close(answers_on(*device), wanted, 1e-5);
  check_close(answers_on(*device, "tf32"), wanted, 1e-2);
}

TEST_CASE("a state goes to the device and comes home unchanged", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  const auto description = test::small_model({}, 3);
  const auto state = host_state(*make_net(description, at::kCPU, 1));
  const auto net = make_net(description, *device, 2);
  load_state(*net, state);
  CHECK((host_state(*net) == state));
}

TEST_CASE("the same seed draws the same start on every device", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  const auto description = test::small_model({}, 3);
  CHECK((host_state(*make_net(description, *device, 5)) ==
         host_state(*make_net(description, at::kCPU, 5))));
}

TEST_CASE("more memory than the device has is a device error that says so", "[cuda]") {
  const auto device = accelerator_here();
  if (!device) return;
  try {
    with_device_faults([&] { return torch::empty({int64_t{1} << 42}, *device); });
    FAIL("allocated");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kDevice);
    CHECK_THAT(error.what(), Catch::StartsWith("out of device memory on " + device->str() + ": ") &&
                                 Catch::Contains(" more are needed, ") &&
                                 Catch::Contains(" are free; "));
  }
  CHECK(torch::ones({2}, *device).sum().item<float>() == 2);
}
