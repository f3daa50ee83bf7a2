#include "device/device_policy.h"

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace mlrun;

namespace {

const std::string kNoDriver = "no NVIDIA driver: libcuda.so.1 is not on this host";
const std::string kNoLibrary = "LibTorch's CUDA library is not installed (scripts/setup.sh --cuda)";

const std::string kTooOld = "this driver speaks CUDA 12.4, LibTorch needs 13.0 or later";
const std::string kUnloadable = "LibTorch's CUDA library does not load: no libcublas.so.13";
const std::string kRestriction = "CUDA_VISIBLE_DEVICES is \"1,0\"";

VisibleDevices bare_host() { return {"", kNoDriver, kNoLibrary, false, {}, ""}; }
VisibleDevices library_only() { return {"", kNoDriver, "", true, {}, ""}; }
VisibleDevices driver_only() { return {"13.0", "", kNoLibrary, false, {{"H200", 1}}, ""}; }
VisibleDevices unloadable() { return {"13.0", "", kUnloadable, true, {{"H200", 1}}, ""}; }
// A driver that started and shows its devices, and cannot be used all the same.
VisibleDevices too_old() { return {"12.4", kTooOld, "", true, {{"A100", 1}}, ""}; }
VisibleDevices hidden() {
  return {"13.0", "the driver sees no device while CUDA_VISIBLE_DEVICES is \"\"", "", true, {}, ""};
}
VisibleDevices one() { return {"13.0", "", "", true, {{"H200", 1}}, ""}; }
VisibleDevices two() { return {"13.0", "", "", true, {{"H200", 1}, {"A100", 1}}, ""}; }
VisibleDevices two_of_more() {
  return {"13.0", "", "", true, {{"H200", 1}, {"A100", 1}}, kRestriction};
}

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
      {"auto", unloadable(), "cpu", "auto: " + kUnloadable},
      {"auto", too_old(), "cpu", "auto: " + kTooOld},
      {"auto", hidden(), "cpu",
       "auto: the driver sees no device while CUDA_VISIBLE_DEVICES is \"\""},
      {"cpu", too_old(), "cpu", "asked for"},
      {"auto", two(), "cuda:0", "auto: H200"},
      {"cuda:1", two_of_more(), "cuda:1", "asked for: A100"},
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
  CHECK(refusal("cuda", unloadable()) == "device cuda: " + kUnloadable + advice);
  CHECK(refusal("cuda", too_old()) == "device cuda: " + kTooOld + advice);
  CHECK(refusal("cuda:7", too_old()) == "device cuda: " + kTooOld + advice);
  CHECK(refusal("cuda", hidden()) ==
        "device cuda: the driver sees no device while CUDA_VISIBLE_DEVICES is \"\"" + advice);
}

TEST_CASE("an index out of range says what there is") {
  CHECK(refusal("cuda:1", one()) == "device cuda:1: this host shows 1 device, cuda:0");
  CHECK(refusal("cuda:2", two()) == "device cuda:2: this host shows 2 devices, cuda:0 to cuda:1");
  CHECK(refusal("cuda:2", two_of_more()) ==
        "device cuda:2: this host shows 2 devices, cuda:0 to cuda:1, while " + kRestriction);
  CHECK(refusal("npu:1", with_plugin(two(), 1)) == "device npu:1: this host shows 1 device, npu:0");
  CHECK(refusal("npu", with_plugin(two(), 0)) == "device npu: its plugin shows no device");
}
