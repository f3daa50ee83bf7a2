#include "device/cuda_plugin.h"

#include <dlfcn.h>

#include <filesystem>

namespace mlrun {

void* cuda_plugin(std::string& fault, const char* name) {
  Dl_info info{};
  const auto* here = reinterpret_cast<const void*>(&cuda_plugin);
  std::filesystem::path folder;
  if (dladdr(here, &info) != 0 && info.dli_fname != nullptr) {
    folder = std::filesystem::path(info.dli_fname).parent_path();
  }
  void* library = dlopen((folder / name).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) fault = dlerror();
  return library;
}

}  // namespace mlrun
