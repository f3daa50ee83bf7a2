// A device that a library brings, by its name: what --device does with it.

#include <catch2/catch.hpp>

#include "core/error.h"
#include "device/device.h"
#include "device/device_plugin.h"
#include "device/visible_devices.h"
#include "device_contract/plugin.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("open: the plugin's device by its name") {
  for (const char* request : {"fakedev", "fakedev:0"}) {
    DeviceChoice choice;
    CHECK(open_device(request, choice) == kFake);
    CHECK(choice.name() == "fakedev:0");
    CHECK(choice.reason == "asked for: MLRUN_DEVICE_PLUGIN");
    CHECK_FALSE(choice.is_cpu());
    CHECK(at::Device(choice.name()) == kFake);
  }
}

TEST_CASE("open: a name or an index that is not there is refused") {
  DeviceChoice choice;
  CHECK_THROWS_WITH(open_device("fakedev:1", choice),
                    "device fakedev:1: this host shows 1 device, fakedev:0");
  CHECK_THROWS_WITH(open_device("fakedex", choice),
                    "--device: expected auto, cpu, cuda, cuda:N, fakedev or fakedev:N, got "
                    "\"fakedex\"; did you mean \"fakedev\"?");
}

TEST_CASE("open: auto and cpu never are the plugin's device") {
  DeviceChoice choice;
  open_device("auto", choice);
  CHECK(choice.type != "fakedev");
  CHECK(open_device("cpu", choice).is_cpu());
}

TEST_CASE("open: the plugin is listed") {
  const VisibleDevices found = probe_devices();
  CHECK(found.plugin.name == "fakedev");
  CHECK(found.plugin.devices == 1);
  CHECK(found.plugin.fault.empty());
  CHECK(device_plugin_handle() != nullptr);
}

TEST_CASE("open: placing, waiting and seeding work there") {
  const at::Tensor home = torch::arange(3);
  const at::Tensor away = place(home, kFake);
  CHECK(away.device() == kFake);
  CHECK(place(away, kFake).is_same(away));
  CHECK(place(away, at::kCPU).equal(home));
  CHECK_NOTHROW(synchronize(kFake));
  CHECK_NOTHROW(release_cached_memory(kFake));
  seed_device(5);
  const at::Tensor first = torch::rand({4}, at::TensorOptions(kFake)).to(at::kCPU);
  seed_device(5);
  CHECK(torch::rand({4}, at::TensorOptions(kFake)).to(at::kCPU).equal(first));
}
