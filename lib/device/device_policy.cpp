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

}  // namespace

DeviceChoice resolve(const DeviceRequest& request, const VisibleDevices& visible) {
  if (request.type == "cpu") return {"cpu", 0, "asked for"};
  const std::string missing = fault(visible);
  if (request.type == "auto") {
    if (!missing.empty()) return {"cpu", 0, "auto: " + missing};
    return {"cuda", 0, "auto: " + visible.accelerators.front().name};
  }
  if (!missing.empty()) {
    throw Error(ErrorKind::kDevice, "device " + request.type + ": " + missing +
                                        "; --device cpu or --device auto runs without it");
  }
  const int index = request.index < 0 ? 0 : request.index;
  const auto count = static_cast<int>(visible.accelerators.size());
  if (index >= count) {
    throw Error(ErrorKind::kDevice, "device cuda:" + std::to_string(index) + ": this host shows " +
                                        std::to_string(count) +
                                        " device(s), cuda:0 to cuda:" + std::to_string(count - 1));
  }
  return {"cuda", index, "asked for: " + visible.accelerators[static_cast<size_t>(index)].name};
}

}  // namespace mlrun
