#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <optional>
#include <string>

#include "device/device_policy.h"

namespace mlrun {

// Makes a choice usable: loads the accelerator's library if it needs one, selects the index.
// Throws Error(kDevice) when the device turns out unusable after all.
at::Device open_device(const DeviceChoice& choice);

// A request resolved on this host and made usable; `choice` tells what came out. A local rank of at
// least 0 is the index of an accelerator that is asked for without one.
at::Device open_device(const std::string& request, DeviceChoice& choice, int local_rank = -1);

// Threads of LibTorch's kernels. Requires n >= 1; before the first kernel runs.
void set_threads(int threads);
int threads();

// Seeds every generator of the process that a net draws from while training (dropout masks).
void seed_device(uint64_t seed);

// The state of the generator that the device's operations draw from, and its return to one.
at::Tensor random_state(const at::Device& device);
void set_random_state(const at::Device& device, const at::Tensor& state);

// Bytes of an accelerator's memory that nobody uses; nothing on a CPU.
std::optional<uint64_t> free_memory(const at::Device& device);
// Gives memory that LibTorch holds for later back to the device; nothing on a CPU.
void release_cached_memory(const at::Device& device);

// Waits until everything queued on the device is done; nothing on a CPU.
void synchronize(const at::Device& device);
// The same for destructors: a device that has failed has nothing left to wait for.
void settle(const at::Device& device) noexcept;

// A tensor (host memory) on a device; the same tensor when it is there already.
at::Tensor place(const at::Tensor& tensor, const at::Device& device);

// Version of LibTorch this program runs with: "2.11.0".
std::string torch_version();

}  // namespace mlrun
