#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <string>

#include "device/device_policy.h"

namespace mlrun {

// Makes a choice usable: loads the accelerator's library if it needs one, selects the index.
// Throws Error(kDevice) when the device turns out unusable after all.
at::Device open_device(const DeviceChoice& choice);

// A request resolved on this host and made usable; `choice` tells what came out.
at::Device open_device(const std::string& request, DeviceChoice& choice);

// "fp32": IEEE everywhere. "tf32": matrix products of an accelerator may round their inputs to
// 10 bits. Set for the whole process, in one place, whatever the environment says.
void set_precision(const std::string& precision);

// Threads of LibTorch's kernels. Requires n >= 1; before the first kernel runs.
void set_threads(int threads);
int threads();

// Seeds every generator of the process that a net draws from while training (dropout masks).
void seed_device(uint64_t seed);

// Waits until everything queued on the device is done; nothing on a CPU.
void synchronize(const at::Device& device);

// A tensor (host memory) on a device; the same tensor when it is there already.
at::Tensor place(const at::Tensor& tensor, const at::Device& device);

// Version of LibTorch this program runs with: "2.11.0".
std::string torch_version();

}  // namespace mlrun
