#include "device/device_fault.h"

#include <c10/util/Exception.h>
#include <torch/types.h>

#include <catch2/catch.hpp>
#include <stdexcept>

#include "core/error.h"

using namespace mlrun;

namespace {

constexpr uint64_t kMiB = 1 << 20;
const std::string kAllocator =
    "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 79.19 GiB of "
    "which 12.00 MiB is free. Including non-PyTorch memory, this process has 79.17 GiB memory in "
    "use.\nSee documentation for Memory Management";
const std::string kCublas =
    "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`";
const std::string kHost =
    "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you "
    "tried to allocate 4398046511104 bytes. Error code 12 (Cannot allocate memory)";
const std::string kRemedy = "; lower train.batch_size or the width of the net, or --on-oom shrink";

// What comes out of a call that throws.
template <class Thrown>
Error translated(const Thrown& thrown) {
  try {
    with_device_faults([&]() -> int { throw thrown; });
  } catch (const Error& error) {
    return error;
  }
  FAIL("nothing was thrown");
  return {ErrorKind::kFailure, ""};
}

c10::SourceLocation here() { return {"f", "file.cpp", 1}; }

}  // namespace

TEST_CASE("the size that LibTorch could not get") {
  CHECK(bytes_wanted(kAllocator) == 20 * kMiB);
  CHECK(bytes_wanted("CUDA out of memory. Tried to allocate 1.50 GiB. GPU 1") == 1536 * kMiB);
  CHECK(bytes_wanted("Tried to allocate 512 bytes.") == 512);
  CHECK(bytes_wanted(kHost) == 4398046511104);
  CHECK_FALSE(bytes_wanted(kCublas));
  CHECK_FALSE(bytes_wanted("Tried to allocate "));
  CHECK_FALSE(bytes_wanted("Tried to allocate some MiB"));
  CHECK_FALSE(bytes_wanted("Tried to allocate 3 pages"));
  CHECK_FALSE(bytes_wanted(""));
}

TEST_CASE("out of device memory: what is needed and what is free") {
  CHECK(out_of_device_memory(kAllocator, "cuda:0", DeviceMemory{12 * kMiB, 80 * 1024 * kMiB}) ==
        "out of device memory on cuda:0: 20.0 MiB more are needed, 12.0 MiB of 80.0 GiB are free" +
            kRemedy);
  CHECK(out_of_device_memory(kAllocator, "cuda:1", std::nullopt) ==
        "out of device memory on cuda:1: 20.0 MiB more are needed" + kRemedy);
  CHECK(out_of_device_memory(kCublas, "cuda:0", DeviceMemory{kMiB, 1024 * kMiB}) ==
        "out of device memory on cuda:0: " + kCublas + ", 1.0 MiB of 1.0 GiB are free" + kRemedy);
}

TEST_CASE("which texts mean that a memory ran out") {
  CHECK(says_out_of_device_memory(kAllocator));
  CHECK(says_out_of_device_memory(kCublas));
  CHECK(says_out_of_device_memory("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"));
  CHECK(says_out_of_device_memory("CUDA error: out of memory\nCUDA kernel errors might be"));
  CHECK_FALSE(says_out_of_device_memory(kHost));
  CHECK_FALSE(says_out_of_device_memory("CUDA error: an illegal memory access was encountered"));
  CHECK_FALSE(says_out_of_device_memory("cuDNN error: CUDNN_STATUS_NOT_SUPPORTED"));
  CHECK(says_out_of_host_memory(kHost));
  CHECK_FALSE(says_out_of_host_memory(kAllocator));
}

TEST_CASE("the host's memory and a failed device have sentences of their own") {
  CHECK(out_of_host_memory(kHost) == "out of memory on the host: 4.0 TiB more are needed");
  CHECK(out_of_host_memory("DefaultCPUAllocator: no\nmore") ==
        "out of memory on the host: DefaultCPUAllocator: no");
  CHECK(device_failed("CUDA error: unspecified launch failure\nCUDA kernel errors might be") ==
        "the device failed: CUDA error: unspecified launch failure; no file was written");
}

TEST_CASE("each exception of LibTorch gets its kind and its sentence") {
  const Error memory = translated(c10::OutOfMemoryError(here(), kAllocator));
  CHECK(memory.kind() == ErrorKind::kDevice);
  CHECK_THAT(memory.what(), Catch::StartsWith("out of device memory on ") &&
                                Catch::Contains(": 20.0 MiB more are needed") &&
                                Catch::EndsWith(kRemedy));

  const Error library = translated(c10::Error(here(), kCublas));
  CHECK(library.kind() == ErrorKind::kDevice);
  CHECK_THAT(library.what(), Catch::Contains("CUBLAS_STATUS_ALLOC_FAILED"));

  const Error device =
      translated(c10::AcceleratorError(here(), 700, "CUDA error: an illegal access\nadvice"));
  CHECK(device.kind() == ErrorKind::kDevice);
  CHECK(std::string(device.what()) ==
        "the device failed: CUDA error: an illegal access; no file was written");

  const Error runtime =
      translated(c10::AcceleratorError(here(), 2, "CUDA error: out of memory\nadvice"));
  CHECK_THAT(runtime.what(), Catch::StartsWith("out of device memory on "));

  const Error other = translated(c10::Error(here(), "shape mismatch"));
  CHECK(other.kind() == ErrorKind::kFailure);
  CHECK(std::string(other.what()) == "LibTorch: shape mismatch");
}

TEST_CASE("other exceptions pass as they are") {
  CHECK_THROWS_AS(with_device_faults([]() -> int { throw std::out_of_range("x"); }),
                  std::out_of_range);
  const Error own = translated(Error(ErrorKind::kData, "a.csv:1: no"));
  CHECK(own.kind() == ErrorKind::kData);
  CHECK(with_device_faults([] { return 3; }) == 3);
}

TEST_CASE("more memory than any host has is said to be the host's") {
  try {
    with_device_faults([] { return torch::empty({int64_t{1} << 60}); });
    FAIL("allocated");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kFailure);
    CHECK(std::string(error.what()).starts_with("out of memory on the host: "));
  }
}

TEST_CASE("who can go on with less can tell") {
  CHECK(is_out_of_device_memory(c10::OutOfMemoryError(here(), "x")));
  CHECK(is_out_of_device_memory(c10::Error(here(), kCublas)));
  CHECK_FALSE(is_out_of_device_memory(c10::Error(here(), kHost)));
}
