#pragma once

#include <c10/core/Device.h>

#include <optional>
#include <string>

namespace fakedev {

inline constexpr auto kType = c10::DeviceType::PrivateUse1;
inline const c10::Device kDevice(kType, 0);  // the only one

// Throws c10::AcceleratorError with a number and a sentence of CUDA's.
[[noreturn]] void fail(int code, const std::string& sentence);

// Throws as CUDA does for a device that is not there. -1 is the current device.
void require_index(c10::DeviceIndex index);
void require_device(const std::optional<c10::Device>& device);

// One operation of the device, as long as it lives. What LibTorch calls in turn, in the same
// thread, is part of it.
class Launch {
 public:
  // Counts the operation. Throws c10::AcceleratorError once the device is faulty.
  explicit Launch(const std::string& operation);
  ~Launch();
  Launch(const Launch&) = delete;
  Launch& operator=(const Launch&) = delete;
  // Whether this is an operation in its own right, not a part of another one.
  bool outermost() const;
};

// Throws c10::AcceleratorError once the device is faulty: for calls that are no operations.
void require_healthy(const std::string& what);

// Throws when the device is faulty or records a graph: for calls that wait for it.
void require_waiting_allowed(const std::string& what);

}  // namespace fakedev
