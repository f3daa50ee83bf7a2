#include "device/device_plugin.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "core/error.h"
#include "device/device.h"
#include "device/visible_devices.h"

using namespace mlrun;

namespace {

// The variable, as long as it lives.
class Named {
 public:
  explicit Named(const char* path) { setenv(kPluginVariable, path, 1); }
  ~Named() { unsetenv(kPluginVariable); }
  Named(const Named&) = delete;
  Named& operator=(const Named&) = delete;
};

}  // namespace

// That one loads, and what it then does, is tested where the fake accelerator is.
TEST_CASE("without the variable there is no plugin") {
  CHECK_FALSE(device_plugin_named());
  CHECK(probe_devices().plugin.name.empty());
  CHECK(probe_devices().plugin.fault.empty());
  DeviceChoice choice;
  CHECK_THROWS_WITH(open_device("npu", choice),
                    "--device: expected auto, cpu, cuda or cuda:N, got \"npu\"; did you mean "
                    "\"cpu\"?");
}

TEST_CASE("an empty variable names nothing") {
  const Named named("");
  CHECK_FALSE(device_plugin_named());
}

TEST_CASE("a plugin that does not load is a device error that names it") {
  const Named named("not_there.so");
  DeviceChoice choice;
  try {
    open_device("npu", choice);
    FAIL("loaded");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kDevice);
    CHECK_THAT(error.what(),
               Catch::StartsWith("MLRUN_DEVICE_PLUGIN: not_there.so does not load: "));
  }
  CHECK_THAT(probe_devices().plugin.fault, Catch::Contains("does not load"));
  CHECK(open_device("cpu", choice).is_cpu());
  CHECK_NOTHROW(open_device("auto", choice));
}

TEST_CASE("a library that brings no device is no plugin") {
  const Named named(MLRUN_APPLY_LIBRARY);
  CHECK_THROWS_WITH(load_device_plugin(), Catch::Contains("registers no device with LibTorch"));
}
