#pragma once

#include <c10/core/Device.h>

#include <torch/csrc/distributed/c10d/Backend.hpp>

namespace mlrun {

// What carries tensors from rank to rank: one of LibTorch's, connected, and how it is to be used.
struct Transport {
  // As the base class: what is inline in the derived ones would go by the layout of other headers
  // than those that LibTorch was built with.
  c10::intrusive_ptr<c10d::Backend> backend;
  at::Device device = at::kCPU;  // where the tensors of a call must lie
  // Whether a call only queues work on the device. It is then waited for by polling, and whatever
  // is under way in the end has to be aborted.
  bool queues = false;
};

}  // namespace mlrun
