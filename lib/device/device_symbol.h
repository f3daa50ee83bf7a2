#pragma once

#include <c10/core/Device.h>

#include <string>

namespace mlrun {

// A function of the library that knows the device (libmlrun_cuda.so, or the plugin that the
// environment names), by its name; null with the reason where there is none.
void* device_symbol(const at::Device& device, const char* name, std::string& fault);

}  // namespace mlrun
