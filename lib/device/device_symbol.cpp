#include "device/device_symbol.h"

#include <dlfcn.h>

#include "device/cuda_plugin.h"
#include "device/device_plugin.h"

namespace mlrun {

void* device_symbol(const at::Device& device, const char* library, const char* name,
                    std::string& fault) {
  void* handle = device.is_cuda() ? cuda_plugin(fault, library) : device_plugin_handle();
  void* symbol = handle == nullptr ? nullptr : dlsym(handle, name);
  if (symbol == nullptr && fault.empty()) fault = std::string("its library has no ") + name;
  return symbol;
}

}  // namespace mlrun
