#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace mlrun {

// The ranks of one mirrored run.
class ProcessGroup {
 public:
  virtual ~ProcessGroup() = default;
  virtual int rank() const = 0;
  virtual int world() const = 0;
  virtual void broadcast(std::vector<at::Tensor>& tensors) = 0;
  virtual void sum(at::Tensor& flat) = 0;
  virtual void barrier() = 0;
};

}  // namespace mlrun
