#include "device/device.h"

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include "core/error.h"
#include "device/accelerator.h"
#include "device/device_plugin.h"

namespace mlrun {

namespace {

at::Device open_plugin(const DeviceChoice& choice) {
  load_device_plugin();
  const at::Device device(at::kPrivateUse1, static_cast<c10::DeviceIndex>(choice.index));
  at::accelerator::setDeviceIndex(device.index());
  return device;
}

}  // namespace

at::Device open_device(const DeviceChoice& choice) {
  if (choice.is_cpu()) return at::Device(at::kCPU);
  if (names_foreign_device(choice.type)) return open_plugin(choice);
  load_accelerator();
  if (!at::globalContext().hasCUDA()) {
    throw Error(ErrorKind::kDevice,
                "device cuda: the CUDA library is loaded but finds no usable device; the driver "
                "may be too old for it");
  }
  at::accelerator::setDeviceIndex(static_cast<c10::DeviceIndex>(choice.index));
  return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(choice.index));
}

at::Device open_device(const std::string& request, DeviceChoice& choice) {
  VisibleDevices visible;
  if (names_foreign_device(request) && device_plugin_named()) visible.plugin = load_device_plugin();
  const DeviceRequest parsed = parse_device(request, visible.plugin.name);
  // Nothing is asked of a driver for a CPU: no accelerator memory, no start-up time.
  if (parsed.type != "cpu" && visible.plugin.name.empty()) visible = probe_driver();
  choice = resolve(parsed, visible);
  return open_device(choice);
}

void set_precision(const std::string& precision) {
  const bool tf32 = precision == "tf32";
  at::globalContext().setAllowTF32CuBLAS(tf32);
  at::globalContext().setAllowTF32CuDNN(tf32);
}

void set_threads(int threads) { at::set_num_threads(threads); }

int threads() { return at::get_num_threads(); }

void seed_device(uint64_t seed) { at::manual_seed(seed); }

void synchronize(const at::Device& device) {
  if (!device.is_cpu()) at::accelerator::synchronizeDevice(device.index());
}

at::Tensor place(const at::Tensor& tensor, const at::Device& device) { return tensor.to(device); }

std::string torch_version() { return TORCH_VERSION; }

}  // namespace mlrun
