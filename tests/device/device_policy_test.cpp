#include "device/device_policy.h"

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace mlrun;

namespace {

const std::string kNoDriver = "no NVIDIA driver: libcuda.so.1 is not on this host";
const std::string kNoLibrary = "LibTorch's CUDA library is not installed (scripts/setup.sh --cuda)";

VisibleDevices bare_host() { return {"", kNoDriver, kNoLibrary, false, {}}; }
VisibleDevices library_only() { return {"", kNoDriver, "", true, {}}; }
VisibleDevices driver_only() { return {"13.0", "", kNoLibrary, false, {{"H200", 1}}}; }
VisibleDevices hidden() {
  return {"", "the driver sees no device (CUDA_VISIBLE_DEVICES may hide it)", "", true, {}};
}
VisibleDevices two() { return {"13.0", "", "", true, {{"H200", 1}, {"A100", 1}}}; }

VisibleDevices with_plugin(VisibleDevices visible, int devices) {
  visible.plugin = {"npu", devices, ""};
  return visible;
}

std::string refusal(const std::string& request, const VisibleDevices& visible) {
  try {
    resolve(parse_device(request, visible.plugin.name), visible);
  } catch (const Error& error) {
    CHECK(error.exit_code() == 5);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("the table of device choices") {
  struct Row {
    const char* request;
    VisibleDevices visible;
    std::string chosen;
    std::string reason;
  };
  const Row rows[] = {
      {"cpu", bare_host(), "cpu", "asked for"},
      {"cpu", two(), "cpu", "asked for"},
      {"auto", bare_host(), "cpu", "auto: " + kNoDriver + ", and " + kNoLibrary},
      {"auto", library_only(), "cpu", "auto: " + kNoDriver},
      {"auto", driver_only(), "cpu", "auto: " + kNoLibrary},
      {"auto", two(), "cuda:0", "auto: H200"},
      {"cuda", two(), "cuda:0", "asked for: H200"},
      {"cuda:1", two(), "cuda:1", "asked for: A100"},
      {"npu", with_plugin(bare_host(), 1), "npu:0", "asked for: MLRUN_DEVICE_PLUGIN"},
      {"npu:1", with_plugin(two(), 2), "npu:1", "asked for: MLRUN_DEVICE_PLUGIN"},
      {"auto", with_plugin(two(), 2), "cuda:0", "auto: H200"},
      {"auto", with_plugin(library_only(), 2), "cpu", "auto: " + kNoDriver},
      {"cpu", with_plugin(two(), 2), "cpu", "asked for"},
      {"cuda", with_plugin(two(), 2), "cuda:0", "asked for: H200"},
  };
  for (const Row& row : rows) {
    INFO(row.request << " -> " << row.chosen);
    const DeviceChoice choice =
        resolve(parse_device(row.request, row.visible.plugin.name), row.visible);
    CHECK(choice.name() == row.chosen);
    CHECK(choice.reason == row.reason);
  }
}

TEST_CASE("a named device is strict and says what is missing") {
  const std::string advice = "; --device cpu or --device auto runs without it";
  CHECK(refusal("cuda", bare_host()) ==
        "device cuda: " + kNoDriver + ", and " + kNoLibrary + advice);
  CHECK(refusal("cuda", library_only()) == "device cuda: " + kNoDriver + advice);
  CHECK(refusal("cuda:0", driver_only()) == "device cuda: " + kNoLibrary + advice);
  CHECK(refusal("cuda", hidden()) ==
        "device cuda: the driver sees no device (CUDA_VISIBLE_DEVICES may hide it)" + advice);
  CHECK(refusal("cuda:2", two()) == "device cuda:2: this host shows 2 device(s), cuda:0 to cuda:1");
  CHECK(refusal("npu:1", with_plugin(two(), 1)) ==
        "device npu:1: this host shows 1 device(s), npu:0 to npu:0");
  CHECK(refusal("npu", with_plugin(two(), 0)) == "device npu: its plugin shows no device");
}
