#include "device/accelerator.h"

#include <ATen/Context.h>
#include <dlfcn.h>

#include <filesystem>

#include "core/error.h"

namespace mlrun {
namespace {

void* handle = nullptr;

}  // namespace

std::string accelerator_library_path() {
  Dl_info info{};
  const auto* symbol = reinterpret_cast<const void*>(&at::globalContext);
  if (dladdr(symbol, &info) == 0 || info.dli_fname == nullptr) return "libtorch_cuda.so";
  return (std::filesystem::path(info.dli_fname).parent_path() / "libtorch_cuda.so").string();
}

void load_accelerator() {
  if (handle != nullptr) return;
  handle = dlopen(accelerator_library_path().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* why = dlerror();
    throw Error(ErrorKind::kDevice, std::string("device cuda: the CUDA library of LibTorch does "
                                                "not load: ") +
                                        (why == nullptr ? "unknown reason" : why) +
                                        "; scripts/setup.sh --cuda installs what it needs");
  }
}

void* device_plugin_handle() { return nullptr; }

bool accelerator_loaded() { return handle != nullptr; }

}  // namespace mlrun
