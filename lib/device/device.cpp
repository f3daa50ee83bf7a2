#include "device/device.h"

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include <mutex>

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
  const std::string fault = accelerator_fault();
  if (!fault.empty()) throw Error(ErrorKind::kDevice, "device " + choice.type + ": " + fault);
  at::accelerator::setDeviceIndex(static_cast<c10::DeviceIndex>(choice.index));
  return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(choice.index));
}

at::Device open_device(const std::string& request, DeviceChoice& choice, int local_rank) {
  VisibleDevices visible;
  if (names_foreign_device(request) && device_plugin_named()) visible.plugin = load_device_plugin();
  DeviceRequest parsed = parse_device(request, visible.plugin.name);
  if (parsed.index < 0) parsed.index = local_rank;
  // Nothing is asked of a driver for a CPU: no accelerator memory, no start-up time.
  if (parsed.type != "cpu" && visible.plugin.name.empty()) visible = probe_driver();
  choice = resolve(parsed, visible);
  if (choice.is_cpu() || !visible.plugin.name.empty()) return open_device(choice);
  // The driver is content; whether LibTorch can use the device shows only by loading it. What it
  // says goes through the same table: a named device is refused, auto takes the CPU and says why.
  visible.library_fault = accelerator_fault();
  choice = resolve(parsed, visible);
  return open_device(choice);
}

void set_threads(int threads) { at::set_num_threads(threads); }

int threads() { return at::get_num_threads(); }

void seed_device(uint64_t seed) { at::manual_seed(seed); }

namespace {

// A device that came as a plugin draws on the CPU.
at::Generator generator_of(const at::Device& device) {
  return at::globalContext().defaultGenerator(device.is_cuda() ? device : at::Device(at::kCPU));
}

}  // namespace

at::Tensor random_state(const at::Device& device) {
  at::Generator generator = generator_of(device);
  const std::lock_guard lock(generator.mutex());
  return generator.get_state();
}

void set_random_state(const at::Device& device, const at::Tensor& state) {
  at::Generator generator = generator_of(device);
  const std::lock_guard lock(generator.mutex());
  generator.set_state(state);
}

std::optional<uint64_t> free_memory(const at::Device& device) {
  if (device.is_cpu()) return std::nullopt;
  return at::accelerator::getMemoryInfo(device.index()).first;
}

void release_cached_memory(const at::Device& device) {
  if (device.is_cuda()) at::accelerator::emptyCache();
}

void synchronize(const at::Device& device) {
  if (!device.is_cpu()) at::accelerator::synchronizeDevice(device.index());
}

void settle(const at::Device& device) noexcept {
  try {
    synchronize(device);
  } catch (const std::exception&) {
    return;
  }
}

at::Tensor place(const at::Tensor& tensor, const at::Device& device) { return tensor.to(device); }

std::string torch_version() { return TORCH_VERSION; }

}  // namespace mlrun
