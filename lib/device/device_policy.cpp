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

Error out_of_range(int index, const VisibleDevices& visible) {
  const std::string count = std::to_string(visible.accelerators.size());
  const std::string last = std::to_string(visible.accelerators.size() - 1);
  return {ErrorKind::kDevice,
          "device cuda:" + std::to_string(index) + ": this host shows " + count +
              (last == "0" ? " device, cuda:0" : " devices, cuda:0 to cuda:" + last) +
              (visible.restriction.empty() ? "" : ", while " + visible.restriction)};
}

}  // namespace

DeviceChoice resolve(const DeviceRequest& request, const VisibleDevices& visible) {
  if (request.type == "cpu") return {"cpu", 0, "asked for"};
  const std::string missing = fault(visible);
  const bool chooses = request.type == "auto";
  if (!missing.empty() && chooses) return {"cpu", 0, "auto: " + missing};
  if (!missing.empty()) {
    throw Error(ErrorKind::kDevice, "device " + request.type + ": " + missing +
                                        "; --device cpu or --device auto runs without it");
  }
  const int index = request.index < 0 ? 0 : request.index;
  if (index >= static_cast<int>(visible.accelerators.size())) throw out_of_range(index, visible);
  return {
      "cuda", index,
      (chooses ? "auto: " : "asked for: ") + visible.accelerators[static_cast<size_t>(index)].name};
}

}  // namespace mlrun
