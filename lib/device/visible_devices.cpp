#include "device/visible_devices.h"

#include <dlfcn.h>

#include <array>
#include <filesystem>

#include "core/error.h"
#include "device/accelerator.h"

namespace mlrun {
namespace {

// The few calls of NVIDIA's driver API that tell what is there (CUDA Driver API, sections
// "Initialization", "Version Management", "Device Management").
struct Driver {
  void* handle = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);

  template <class Function>
  Function* find(const char* symbol) const {
    return reinterpret_cast<Function*>(dlsym(handle, symbol));
  }
};

std::string reason(int code) {
  constexpr int kNoDevice = 100;
  constexpr int kStub = 34;
  constexpr int kSystemNotReady = 802;
  if (code == kNoDevice) return "the driver sees no device (CUDA_VISIBLE_DEVICES may hide it)";
  if (code == kStub) return "libcuda.so.1 is the toolkit's stub, not a driver";
  if (code == kSystemNotReady) return "the driver says that the system is not ready";
  return "the driver refuses to start (CUDA error " + std::to_string(code) + ")";
}

void list_accelerators(const Driver& driver, VisibleDevices& found) {
  auto* count = driver.find<int(int*)>("cuDeviceGetCount");
  auto* name = driver.find<int(char*, int, int)>("cuDeviceGetName");
  auto* memory = driver.find<int(size_t*, int)>("cuDeviceTotalMem_v2");
  int devices = 0;
  if (count == nullptr || count(&devices) != 0) return;
  for (int i = 0; i < devices; ++i) {
    std::array<char, 256> text{};
    size_t bytes = 0;
    if (name != nullptr) name(text.data(), static_cast<int>(text.size()), i);
    if (memory != nullptr) memory(&bytes, i);
    found.accelerators.push_back({text.data(), bytes});
  }
}

void ask_driver(VisibleDevices& found) {
  const Driver driver;
  if (driver.handle == nullptr) {
    found.driver_fault = "no NVIDIA driver: libcuda.so.1 is not on this host";
    return;
  }
  auto* init = driver.find<int(unsigned)>("cuInit");
  auto* version = driver.find<int(int*)>("cuDriverGetVersion");
  if (init == nullptr || version == nullptr) {
    found.driver_fault = "libcuda.so.1 is not a CUDA driver";
    return;
  }
  if (const int code = init(0); code != 0) {
    found.driver_fault = reason(code);
    return;
  }
  int number = 0;
  version(&number);
  found.driver = std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10);
  list_accelerators(driver, found);
}

}  // namespace

VisibleDevices probe_driver() {
  VisibleDevices found;
  ask_driver(found);
  const std::string path = accelerator_library_path();
  found.library_installed = std::filesystem::exists(path);
  if (!found.library_installed) {
    found.library_fault = "LibTorch's CUDA library is not installed (scripts/setup.sh --cuda)";
  }
  return found;
}

VisibleDevices probe_devices() {
  VisibleDevices found = probe_driver();
  if (!device_plugin_named()) return found;
  try {
    found.plugin = load_device_plugin();
  } catch (const Error& error) {
    found.plugin.fault = error.what();
  }
  return found;
}

}  // namespace mlrun
