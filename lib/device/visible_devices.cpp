#include "device/visible_devices.h"

#include <cstdlib>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "device/accelerator.h"
#include "device/driver.h"

namespace mlrun {
namespace {

std::string restriction_here() {
  const char* value = std::getenv("CUDA_VISIBLE_DEVICES");
  return value == nullptr ? "" : "CUDA_VISIBLE_DEVICES is " + quoted(value);
}

}  // namespace

VisibleDevices probe_driver() {
  VisibleDevices found;
  found.restriction = restriction_here();
  const DriverAnswer answer = ask_driver();
  found.driver = cuda_version(answer.version);
  found.driver_fault = driver_fault(answer, found.restriction);
  found.accelerators = answer.devices;
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
