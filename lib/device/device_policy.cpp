#include "device/device_policy.h"

#include "core/error.h"

namespace mlrun {
namespace {

// Why no accelerator can be used here; empty when one can.
std::string fault(const VisibleDevices& visible) {
  if (visible.driver_fault.empty()) return visible.library_fault;
  std::string text = visible.driver_fault;
  if (!visible.library_installed) text += ", and " + visible.library_fault;
  return text;
}

// The index asked for, 0 by default. Throws when there are fewer devices of the type.
int existing_index(const DeviceRequest& request, const std::string& type, int count,
                   const std::string& restriction) {
  const int index = request.index < 0 ? 0 : request.index;
  if (index < count) return index;
  const std::string first = type + ":0";
  const std::string shown = count == 1 ? "1 device, " + first
                                       : std::to_string(count) + " devices, " + first + " to " +
                                             type + ":" + std::to_string(count - 1);
  throw Error(ErrorKind::kDevice, "device " + type + ":" + std::to_string(index) +
                                      ": this host shows " + shown +
                                      (restriction.empty() ? "" : ", while " + restriction));
}

// A plugin's device: only by name.
DeviceChoice resolve_plugin(const DeviceRequest& request, const DevicePlugin& plugin) {
  if (plugin.devices == 0) {
    throw Error(ErrorKind::kDevice, "device " + plugin.name + ": its plugin shows no device");
  }
  return {plugin.name, existing_index(request, plugin.name, plugin.devices, ""),
          std::string("asked for: ") + kPluginVariable};
}

}  // namespace

DeviceChoice resolve(const DeviceRequest& request, const VisibleDevices& visible) {
  if (request.type == "cpu") return {"cpu", 0, "asked for"};
  if (!visible.plugin.name.empty() && request.type == visible.plugin.name) {
    return resolve_plugin(request, visible.plugin);
  }
  const std::string missing = fault(visible);
  const bool chooses = request.type == "auto";
  if (!missing.empty() && chooses) return {"cpu", 0, "auto: " + missing};
  if (!missing.empty()) {
    throw Error(ErrorKind::kDevice, "device " + request.type + ": " + missing +
                                        "; --device cpu or --device auto runs without it");
  }
  const int index = existing_index(request, "cuda", static_cast<int>(visible.accelerators.size()),
                                   visible.restriction);
  return {
      "cuda", index,
      (chooses ? "auto: " : "asked for: ") + visible.accelerators[static_cast<size_t>(index)].name};
}

}  // namespace mlrun
