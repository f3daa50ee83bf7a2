#include "device/device_fault.h"

#include <ATen/DeviceAccelerator.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

bool contains_any(const std::string& text, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const char* word) { return text.find(word) != std::string::npos; });
}

// What stands behind the words: "20.00 MiB. GPU 0 has ..." -> "20.00", "MiB".
std::array<std::string, 2> two_words_after(const std::string& text, const std::string& words) {
  const size_t start = text.find(words);
  if (start == std::string::npos) return {};
  std::array<std::string, 2> found;
  size_t at = start + words.size();
  for (auto& word : found) {
    const size_t end = std::min(text.find_first_of(" \n", at), text.size());
    word = text.substr(at, end - at);
    at = std::min(end + 1, text.size());
  }
  // A full stop ends the sentence, it is no part of the unit.
  found[1] = found[1].substr(0, found[1].find_first_of(".,"));
  return found;
}

std::optional<double> unit_bytes(const std::string& unit) {
  constexpr std::array<const char*, 5> kUnits = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  double scale = 1;
  for (const char* known : kUnits) {
    if (unit == known) return scale;
    scale *= 1024;
  }
  return std::nullopt;
}

// The accelerator on which the failed call ran, as far as LibTorch knows.
std::optional<at::Device> current_device() {
  // Asking before an accelerator is loaded would hide it for the life of the process.
  if (!c10::impl::hasDeviceGuardImpl(at::kCUDA) &&
      !c10::impl::hasDeviceGuardImpl(at::kPrivateUse1)) {
    return std::nullopt;
  }
  try {
    const auto type = at::accelerator::getAccelerator(false);
    if (!type || at::accelerator::deviceCount() == 0) return std::nullopt;
    return at::Device(*type, at::accelerator::getDeviceIndex());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

// Not every accelerator tells.
std::optional<DeviceMemory> memory_of(const at::Device& device) {
  try {
    const auto [free, total] = at::accelerator::getMemoryInfo(device.index());
    return DeviceMemory{free, total};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

Error out_of_memory_here(const std::string& said) {
  const auto device = current_device();
  return {ErrorKind::kDevice, out_of_device_memory(said, device ? device->str() : "the device",
                                                   device ? memory_of(*device) : std::nullopt)};
}

}  // namespace

std::optional<uint64_t> bytes_wanted(const std::string& said) {
  for (const char* words : {"Tried to allocate ", "tried to allocate "}) {
    const auto [number, unit] = two_words_after(said, words);
    const auto value = parse_double(number);
    const auto scale = unit_bytes(unit);
    if (value && scale && *value >= 0) return static_cast<uint64_t>(*value * *scale);
  }
  return std::nullopt;
}

bool says_out_of_device_memory(const std::string& said) {
  return contains_any(said, {"CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED",
                             "CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
                             "CUDA error: out of memory", "CUDA out of memory"});
}

bool says_out_of_host_memory(const std::string& said) {
  return contains_any(said, {"DefaultCPUAllocator"});
}

std::string out_of_device_memory(const std::string& said, const std::string& device,
                                 const std::optional<DeviceMemory>& memory) {
  const auto wanted = bytes_wanted(said);
  std::string text = "out of device memory on " + device;
  text += ": " + (wanted ? format_bytes(*wanted) + " more are needed" : first_line(said));
  if (memory) {
    text += ", " + format_bytes(memory->free) + " of " + format_bytes(memory->total) + " are free";
  }
  return text + "; lower train.batch_size or the width of the net, or --on-oom shrink";
}

std::string out_of_host_memory(const std::string& said) {
  const auto wanted = bytes_wanted(said);
  return "out of memory on the host: " +
         (wanted ? format_bytes(*wanted) + " more are needed" : first_line(said));
}

std::string device_failed(const std::string& said) {
  return "the device failed: " + first_line(said) + "; no file was written";
}

std::string first_line_of(const std::exception& error) {
  const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
  return first_line(torch_error == nullptr ? error.what() : torch_error->what_without_backtrace());
}

bool is_out_of_device_memory(const c10::Error& error) {
  return dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr ||
         says_out_of_device_memory(error.what_without_backtrace());
}

void rethrow_translated() {
  try {
    throw;
  } catch (const c10::Error& error) {
    const std::string said = error.what_without_backtrace();
    if (is_out_of_device_memory(error)) throw out_of_memory_here(said);
    if (dynamic_cast<const c10::AcceleratorError*>(&error) != nullptr) {
      throw Error(ErrorKind::kDevice, device_failed(said));
    }
    if (says_out_of_host_memory(said)) {
      throw Error(ErrorKind::kFailure, out_of_host_memory(said));
    }
    throw Error(ErrorKind::kFailure, "LibTorch: " + said);
  }
}

}  // namespace mlrun
