#pragma once

#include <c10/core/Device.h>

#include <string>

namespace mlrun {

// A function by its name, of the library that knows the device: for CUDA of one that lies beside
// this one, else of the plugin that the environment names. Null with the reason where there is
// none.
void* device_symbol(const at::Device& device, const char* library, const char* name,
                    std::string& fault);

}  // namespace mlrun
