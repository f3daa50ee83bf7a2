#include "device/device_symbol.h"

#include <dlfcn.h>

#include "device/cuda_plugin.h"
#include "device/device_plugin.h"

namespace mlrun {

void* device_symbol(const at::Device& device, const char* name, std::string& fault) {
  void* library = device.is_cuda() ? cuda_plugin(fault) : device_plugin_handle();
  void* symbol = library == nullptr ? nullptr : dlsym(library, name);
  if (symbol == nullptr && fault.empty()) fault = std::string("its library has no ") + name;
  return symbol;
}

}  // namespace mlrun
