#include "device/device_plugin.h"

#include <c10/core/DeviceType.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

#include "core/error.h"

namespace mlrun {
namespace {

void* handle = nullptr;

std::string named_path() {
  const char* text = std::getenv(kPluginVariable);
  return text == nullptr ? "" : text;
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw Error(ErrorKind::kDevice, std::string(kPluginVariable) + ": " + path + " " + why);
}

DevicePlugin load(const std::string& path) {
  // Absolute: a bare name would be searched for where libraries lie.
  const std::string file = std::filesystem::absolute(path).string();
  handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* why = dlerror();
    refuse(path, std::string("does not load: ") + (why == nullptr ? "unknown reason" : why));
  }
  constexpr auto kType = c10::DeviceType::PrivateUse1;
  if (!c10::is_privateuse1_backend_registered() || !c10::impl::hasDeviceGuardImpl(kType)) {
    refuse(path, "registers no device with LibTorch");
  }
  return {c10::get_privateuse1_backend(), c10::impl::getDeviceGuardImpl(kType)->deviceCount(), ""};
}

}  // namespace

void* device_plugin_handle() { return handle; }

bool device_plugin_named() { return !named_path().empty(); }

const DevicePlugin& load_device_plugin() {
  static const DevicePlugin plugin = load(named_path());
  return plugin;
}

}  // namespace mlrun
