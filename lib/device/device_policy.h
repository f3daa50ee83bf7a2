#pragma once

#include <string>

#include "device/device_request.h"
#include "device/visible_devices.h"

namespace mlrun {

// One device, chosen; plain data, so that resolve() can be tested without any hardware.
struct DeviceChoice {
  std::string type = "cpu";
  int index = 0;
  std::string reason;  // why this one, for the line on stderr

  bool is_cpu() const { return type == "cpu"; }
  // "cpu", "cuda:0".
  std::string name() const { return is_cpu() ? type : type + ":" + std::to_string(index); }
};

// A named device is strict: what is not usable is an Error(kDevice) that says what is missing.
// Only auto chooses, never a plugin's, and `reason` says why. Pure: touches no device.
DeviceChoice resolve(const DeviceRequest& request, const VisibleDevices& visible);

}  // namespace mlrun
