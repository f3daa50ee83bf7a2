#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>

namespace c10 {
class Error;
}

namespace mlrun {

struct DeviceMemory {
  uint64_t free = 0;  // bytes
  uint64_t total = 0;
};

// What LibTorch says, turned into what mlrun says. These are pure.

// "Tried to allocate 20.00 MiB" or "you tried to allocate 64 bytes" -> bytes; nullopt where
// the text names no size.
std::optional<uint64_t> bytes_wanted(const std::string& said);

// Whether LibTorch's text means that a device's memory ran out: its allocator's, the runtime's,
// cuBLAS' and cuDNN's.
bool says_out_of_device_memory(const std::string& said);
// The same of the host's memory.
bool says_out_of_host_memory(const std::string& said);

// `out of device memory on cuda:0: 20.0 MiB more are needed, 12.0 MiB of 80.0 GiB are free; ...`.
// Leaves out what is not known.
std::string out_of_device_memory(const std::string& said, const std::string& device,
                                 const std::optional<DeviceMemory>& memory);
std::string out_of_host_memory(const std::string& said);
// `the device failed: <first line>; no file was written`.
std::string device_failed(const std::string& said);

// The first line of what an exception says, without LibTorch's frames of C++.
std::string first_line_of(const std::exception& error);

// Whether an exception of LibTorch means that a device's memory ran out: for who can go on with
// less, after the tensors of the failed work are gone.
bool is_out_of_device_memory(const c10::Error& error);

// Requires an exception in flight (a catch block). Throws LibTorch's own as Error(kDevice) or
// Error(kFailure), any other unchanged.
[[noreturn]] void rethrow_translated();

// Calls, and lets no exception of LibTorch out: they carry frames of C++, the user gets a sentence
// and the right exit code.
template <class Call>
auto with_device_faults(const Call& call) -> decltype(call()) {
  try {
    return call();
  } catch (...) {
    rethrow_translated();
  }
}

}  // namespace mlrun
