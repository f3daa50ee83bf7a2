#include "device/cuda_source.h"

#include <dlfcn.h>
#include <nvrtc.h>

#include <filesystem>
#include <stdexcept>

namespace mlrun {
namespace {

void require(cudaError_t code, const char* what) {
  if (code != cudaSuccess) {
    throw std::runtime_error(std::string(what) + ": " + cudaGetErrorString(code));
  }
}

// By its name where the loader knows it, or beside the CUDA runtime, where NVIDIA's packages lie.
void* load_nvrtc() {
  static void* const library = [] {
    const std::string name = "libnvrtc.so." + std::to_string(CUDART_VERSION / 1000);
    if (void* found = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL)) return found;
    Dl_info info{};
    const auto* runtime = reinterpret_cast<const void*>(&cudaGetDeviceCount);
    if (dladdr(runtime, &info) == 0 || info.dli_fname == nullptr)
      return static_cast<void*>(nullptr);
    const auto beside = std::filesystem::path(info.dli_fname).parent_path() / name;
    return dlopen(beside.c_str(), RTLD_NOW | RTLD_LOCAL);
  }();
  if (library == nullptr) throw std::runtime_error("NVIDIA's run-time compiler does not load");
  return library;
}

// Calls a function of NVRTC by its name; the type is that of its declaration.
template <class Function, class... Arguments>
nvrtcResult call(Function*, const char* name, Arguments... arguments) {
  auto* function = reinterpret_cast<Function*>(dlsym(load_nvrtc(), name));
  if (function == nullptr) throw std::runtime_error(std::string("NVRTC has no ") + name);
  return function(arguments...);
}
#define MLRUN_NVRTC(name, ...) call(static_cast<decltype(&(name))>(nullptr), #name, __VA_ARGS__)

std::string log_of(nvrtcProgram program) {
  size_t size = 0;
  MLRUN_NVRTC(nvrtcGetProgramLogSize, program, &size);
  std::string log(size, '\0');
  if (size > 0) MLRUN_NVRTC(nvrtcGetProgramLog, program, log.data());
  return log;
}

std::string architecture_of(int device) {
  int major = 0;
  int minor = 0;
  require(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device), "capability");
  require(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, device), "capability");
  return "sm_" + std::to_string(major) + std::to_string(minor);
}

// For an architecture such as sm_90; needs no device.
std::string machine_code(const std::string& text, const std::string& architecture) {
  nvrtcProgram program = nullptr;
  if (MLRUN_NVRTC(nvrtcCreateProgram, &program, text.c_str(), "mlrun.cu", 0, nullptr, nullptr) !=
      NVRTC_SUCCESS) {
    throw std::runtime_error("NVRTC takes no source");
  }
  const std::string target = "--gpu-architecture=" + architecture;
  const char* const options[] = {target.c_str()};
  const nvrtcResult result = MLRUN_NVRTC(nvrtcCompileProgram, program, 1, options);
  std::string code;
  const std::string log = result == NVRTC_SUCCESS ? "" : log_of(program);
  if (result == NVRTC_SUCCESS) {
    size_t size = 0;
    MLRUN_NVRTC(nvrtcGetCUBINSize, program, &size);
    code.resize(size);
    MLRUN_NVRTC(nvrtcGetCUBIN, program, code.data());
  }
  MLRUN_NVRTC(nvrtcDestroyProgram, &program);
  if (code.empty()) throw std::runtime_error("NVRTC for " + architecture + ": " + log);
  return code;
}

}  // namespace

CudaSource::CudaSource(const std::string& text, int device) {
  const std::string code = machine_code(text, architecture_of(device));
  require(cudaLibraryLoadData(&library_, code.data(), nullptr, nullptr, 0, nullptr, nullptr, 0),
          "machine code");
}

cudaKernel_t CudaSource::kernel(const char* name) const {
  cudaKernel_t kernel = nullptr;
  require(cudaLibraryGetKernel(&kernel, library_, name), name);
  return kernel;
}

}  // namespace mlrun
