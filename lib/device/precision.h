#pragma once

#include <c10/core/Device.h>

#include <string>

namespace mlrun {

// Precision of matrix products, for the whole process, whatever the environment says. "fp32": IEEE
// everywhere. "tf32": an accelerator may round their inputs to 10 bits. "bf16": see Autocast.
void set_precision(const std::string& precision);

// While it lives, this thread's forward passes on the device take bf16 inputs in matrix products
// and accumulate in fp32 (LibTorch's autocast); parameters, gradients of parameters and losses
// stay fp32. Does nothing unless precision is "bf16".
class Autocast {
 public:
  // Throws Error(kDevice) where bf16 is asked for on a device that LibTorch has no rules for.
  Autocast(const std::string& precision, const at::Device& device);
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;
  ~Autocast();

 private:
  bool on_;
  at::DeviceType type_;
  bool was_enabled_ = false;
  bool was_caching_ = false;
};

}  // namespace mlrun
