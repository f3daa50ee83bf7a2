#include "device/driver.h"

#include <dlfcn.h>

#include <array>

namespace mlrun {
namespace {

// The few calls of NVIDIA's driver API that tell what is there (CUDA Driver API, sections
// "Initialization", "Version Management", "Device Management").
struct DriverLibrary {
  explicit DriverLibrary(const std::string& name)
      : handle(dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL)) {}

  template <class Function>
  Function* find(const char* symbol) const {
    return reinterpret_cast<Function*>(dlsym(handle, symbol));
  }

  void* handle;  // never closed: a driver that has started stays for the life of the process
};

// The codes of cuInit that a user can do something about.
struct Refusal {
  int code;
  const char* meaning;
};
constexpr int kStub = 34;
constexpr int kNoDevice = 100;
constexpr int kInvalidDevice = 101;
constexpr Refusal kRefusals[] = {
    {802, "the system is not ready: is nvidia-fabricmanager running?"},
    {803, "its library and its kernel module are of different versions: restart the host"},
    {804, "this device has no forward compatibility with a newer CUDA"},
    {999, "an unknown error: is the kernel module loaded, /dev/nvidia-uvm there?"},
};

std::string refusal(int code) {
  const std::string text = "the driver refuses to start (CUDA error " + std::to_string(code);
  for (const Refusal& known : kRefusals) {
    if (known.code == code) return text + ": " + known.meaning + ")";
  }
  return text + ")";
}

std::string no_device(const std::string& restriction) {
  return "the driver sees no device" + (restriction.empty() ? "" : " while " + restriction);
}

std::string too_old(int version) {
  return "this driver speaks CUDA " + cuda_version(version) + ", LibTorch needs " +
         cuda_version(kNeededCuda) + " or later (driver " + kNeededDriverName + " or newer)";
}

DriverAnswer not_loaded() {
  const char* reason = dlerror();
  DriverAnswer answer;
  answer.load_fault = reason == nullptr ? "unknown reason" : reason;
  // The loader has words but no code for a library that is nowhere.
  answer.installed = answer.load_fault.find(
                         "libcuda.so.1: cannot open shared object file: No such "
                         "file") == std::string::npos;
  return answer;
}

std::vector<AcceleratorInfo> list_devices(const DriverLibrary& driver) {
  auto* count = driver.find<int(int*)>("cuDeviceGetCount");
  auto* name = driver.find<int(char*, int, int)>("cuDeviceGetName");
  auto* memory = driver.find<int(size_t*, int)>("cuDeviceTotalMem_v2");
  std::vector<AcceleratorInfo> found;
  int devices = 0;
  if (count == nullptr || count(&devices) != 0) return found;
  for (int i = 0; i < devices; ++i) {
    std::array<char, 256> text{};
    size_t bytes = 0;
    if (name != nullptr) name(text.data(), static_cast<int>(text.size()), i);
    if (memory != nullptr) memory(&bytes, i);
    found.push_back({text.data(), bytes});
  }
  return found;
}

}  // namespace

DriverAnswer ask_driver(const std::string& library) {
  const DriverLibrary driver(library);
  if (driver.handle == nullptr) return not_loaded();
  DriverAnswer answer;
  auto* init = driver.find<int(unsigned)>("cuInit");
  auto* version = driver.find<int(int*)>("cuDriverGetVersion");
  if (init == nullptr || version == nullptr) {
    answer.load_fault = "it has no cuInit";
    return answer;
  }
  answer.code = init(0);
  if (version(&answer.version) != 0) answer.version = 0;
  if (answer.code == 0) answer.devices = list_devices(driver);
  return answer;
}

std::string driver_fault(const DriverAnswer& answer, const std::string& restriction) {
  if (!answer.installed) return "no NVIDIA driver: libcuda.so.1 is not on this host";
  if (!answer.load_fault.empty()) return "libcuda.so.1 is no usable driver: " + answer.load_fault;
  if (answer.code == kStub) return "libcuda.so.1 is the toolkit's stub, not a driver";
  // Before the devices: an old driver may show none, and a new one is needed first.
  if (answer.version != 0 && answer.version < kNeededCuda) return too_old(answer.version);
  if (answer.code == kNoDevice || answer.code == kInvalidDevice) return no_device(restriction);
  if (answer.code != 0) return refusal(answer.code);
  return answer.devices.empty() ? no_device(restriction) : "";
}

std::string cuda_version(int number) {
  if (number == 0) return "";
  return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10);
}

}  // namespace mlrun
