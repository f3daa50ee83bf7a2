#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "device/process_group.h"

namespace mlrun {

// Rows [begin, begin + count) of a batch.
struct BatchShare {
  int64_t begin = 0;
  int64_t count = 0;
};

// Part `index` of `parts` of a batch of `rows`: contiguous, sizes differ by one at most.
BatchShare share_of(int64_t rows, int64_t index, int64_t parts);

// How the devices of a run share its work. One device does it all; mirrored ranks hold the same net
// each, take their share of every batch and add up their gradients.
class Strategy {
 public:
  Strategy() = default;  // one device
  explicit Strategy(std::unique_ptr<ProcessGroup> group) : group_(std::move(group)) {}

  int rank() const { return group_ ? group_->rank() : 0; }
  int world() const { return group_ ? group_->world() : 1; }
  // Gives every rank the tensors of rank 0, in place.
  void broadcast(const std::vector<at::Tensor>& tensors) const;
  // Adds the tensors up over the ranks, in place: one message whatever their number. Requires
  // float32 tensors of the same shapes on every rank.
  void sum(const std::vector<at::Tensor>& tensors) const;
  // Waits until what was added up is there. Requires a call before the host reads any of it.
  void drain() const;
  // Rank 0's number on every rank.
  double agree(double value) const;

 private:
  std::unique_ptr<ProcessGroup> group_;
};

}  // namespace mlrun
