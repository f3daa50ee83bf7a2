#include "device/accelerator.h"

#include <ATen/Context.h>
#include <dlfcn.h>

#include <filesystem>

#include "core/error.h"

namespace mlrun {
namespace {

void* handle = nullptr;

// Loads the library if it is not loaded yet; the loader's reason where it does not load.
std::string loader_fault() {
  if (handle == nullptr) handle = dlopen(accelerator_library_path().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return "";
  const char* reason = dlerror();
  return std::string("LibTorch's CUDA library does not load: ") +
         (reason == nullptr ? "unknown reason" : reason) +
         " (scripts/setup.sh --cuda installs what it needs)";
}

// LibTorch's reason in one line: from the number of the error on, where it gives one.
std::string short_reason(const std::string& text) {
  const size_t error = text.find(" Error ");
  const std::string reason = error == std::string::npos ? text : text.substr(error + 1);
  return reason.substr(0, reason.find('\n'));
}

}  // namespace

std::string accelerator_library_path() {
  Dl_info info{};
  const auto* symbol = reinterpret_cast<const void*>(&at::globalContext);
  if (dladdr(symbol, &info) == 0 || info.dli_fname == nullptr) return "libtorch_cuda.so";
  return (std::filesystem::path(info.dli_fname).parent_path() / "libtorch_cuda.so").string();
}

void load_accelerator() {
  const std::string fault = loader_fault();
  if (!fault.empty()) throw Error(ErrorKind::kDevice, "device cuda: " + fault);
}

std::string accelerator_fault() {
  const std::string fault = loader_fault();
  if (!fault.empty()) return fault;
  try {
    at::globalContext().lazyInitDevice(at::kCUDA);
  } catch (const c10::Error& error) {
    return "LibTorch finds no usable device: " + short_reason(error.what_without_backtrace());
  }
  return at::globalContext().hasCUDA() ? "" : "LibTorch finds no usable device";
}

bool accelerator_loaded() { return handle != nullptr; }

}  // namespace mlrun
