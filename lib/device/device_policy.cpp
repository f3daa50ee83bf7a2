#include "device/device_policy.h"

#include "core/error.h"

namespace mlrun {
namespace {

// Why no accelerator can be used here; empty when one can.
std::string fault(const VisibleDevices& visible) {
  if (visible.driver.empty()) {
    std::string text = visible.driver_fault;
    if (!visible.library_installed) text += ", and " + visible.library_fault;
    return text;
  }
  if (visible.accelerators.empty()) return "the driver sees no device";
  return visible.library_fault;
}

// The index asked for, 0 by default. Throws when there are fewer devices.
int existing_index(const DeviceRequest& request, int count) {
  const int index = request.index < 0 ? 0 : request.index;
  if (index < count) return index;
  const std::string prefix = request.type + ":";
  throw Error(ErrorKind::kDevice, "device " + prefix + std::to_string(index) +
                                      ": this host shows " + std::to_string(count) +
                                      " device(s), " + prefix + "0 to " + prefix +
                                      std::to_string(count - 1));
}

// A plugin's device: only by name.
DeviceChoice resolve_plugin(const DeviceRequest& request, const DevicePlugin& plugin) {
  if (plugin.devices == 0) {
    throw Error(ErrorKind::kDevice, "device " + plugin.name + ": its plugin shows no device");
  }
  return {plugin.name, existing_index(request, plugin.devices),
          std::string("asked for: ") + kPluginVariable};
}

}  // namespace

DeviceChoice resolve(const DeviceRequest& request, const VisibleDevices& visible) {
  if (request.type == "cpu") return {"cpu", 0, "asked for"};
  if (!visible.plugin.name.empty() && request.type == visible.plugin.name) {
    return resolve_plugin(request, visible.plugin);
  }
  const std::string missing = fault(visible);
  if (request.type == "auto") {
    if (!missing.empty()) return {"cpu", 0, "auto: " + missing};
    return {"cuda", 0, "auto: " + visible.accelerators.front().name};
  }
  if (!missing.empty()) {
    throw Error(ErrorKind::kDevice, "device " + request.type + ": " + missing +
                                        "; --device cpu or --device auto runs without it");
  }
  const int index = existing_index(request, static_cast<int>(visible.accelerators.size()));
  return {"cuda", index, "asked for: " + visible.accelerators[static_cast<size_t>(index)].name};
}

}  // namespace mlrun
