#pragma once

#include <ATen/core/Tensor.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAMacros.h>
#include <c10/cuda/CUDAStream.h>
#include <cuda_runtime_api.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>

namespace mlrun {

// A source in CUDA C++, compiled in this process for one device: nothing of it is in a model file,
// and no compiler is needed where mlrun is built. NVIDIA's run-time compiler (NVRTC) comes with
// LibTorch's GPU half and is loaded here.
class CudaSource {
 public:
  // Throws std::runtime_error with the reason: no NVRTC, what it says of the source, what the
  // driver says of the result.
  CudaSource(const std::string& text, int device);
  // Requires that the source defines it extern "C"; throws as above.
  cudaKernel_t kernel(const char* name) const;

 private:
  cudaLibrary_t library_ = nullptr;  // for the life of the process
};

// Queues a kernel on the current stream. The arguments have the types of its parameters.
template <class... Arguments>
void launch(cudaKernel_t kernel, dim3 grid, dim3 block, Arguments... arguments) {
  std::array<void*, sizeof...(Arguments)> places{&arguments...};
  C10_CUDA_CHECK(cudaLaunchKernel(reinterpret_cast<const void*>(kernel), grid, block, places.data(),
                                  0, c10::cuda::getCurrentCUDAStream()));
}

// The kernels of a source, compiled once for each device of the process. Kernels is made from a
// device's number.
template <class Kernels>
class KernelsOfDevices {
 public:
  // Compiles what is not there yet. Returns why that cannot be; empty: it could.
  std::string prepare(const at::Device& device) {
    const c10::cuda::CUDAGuard guard(device);
    const int index = guard.current_device().index();
    auto& kernels = kernels_.at(static_cast<size_t>(index));
    try {
      if (kernels == nullptr) kernels = std::make_unique<Kernels>(index);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }
  // Of a tensor's device. Requires prepare.
  const Kernels& of(const at::Tensor& x) const {
    return *kernels_.at(static_cast<size_t>(x.get_device()));
  }

 private:
  std::array<std::unique_ptr<Kernels>, C10_COMPILE_TIME_MAX_GPUS> kernels_;
};

}  // namespace mlrun
