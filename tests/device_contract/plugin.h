#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include "support/fakedev/fakedev.h"

namespace mlrun::test {

// The functions of the loaded plugin.
struct Fakedev {
  decltype(&fakedev_operations) operations;
  decltype(&fakedev_live_bytes) live_bytes;
  decltype(&fakedev_peak_bytes) peak_bytes;
  decltype(&fakedev_reset_peak) reset_peak;
  decltype(&fakedev_set_limit) set_limit;
  decltype(&fakedev_set_fault) set_fault;
  decltype(&fakedev_graph_new) graph_new;
  decltype(&fakedev_graph_delete) graph_delete;
  decltype(&fakedev_graph_begin) graph_begin;
  decltype(&fakedev_graph_end) graph_end;
  decltype(&fakedev_graph_replay) graph_replay;
  decltype(&fakedev_graph_reset) graph_reset;
  decltype(&fakedev_graph_size) graph_size;
};

// Loads the plugin; must come before anything else that asks LibTorch for devices.
void load_fakedev();
const Fakedev& fakedev();

inline const c10::Device kFake(c10::DeviceType::PrivateUse1, 0);

// Whether two tensors lie over the same memory, wholly or in part.
bool shares_storage(const at::Tensor& a, const at::Tensor& b);

// A limit on the device's memory, as long as it lives.
class MemoryLimit {
 public:
  explicit MemoryLimit(size_t bytes) { fakedev().set_limit(bytes); }
  ~MemoryLimit() { fakedev().set_limit(0); }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;
};

// A device that fails at its n-th operation from now, as long as it lives.
class Fault {
 public:
  explicit Fault(uint64_t n) { fakedev().set_fault(n); }
  ~Fault() { fakedev().set_fault(0); }
  Fault(const Fault&) = delete;
  Fault& operator=(const Fault&) = delete;
};

}  // namespace mlrun::test
