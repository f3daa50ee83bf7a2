#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <chrono>
#include <memory>
#include <vector>

#include "core/rank_place.h"

namespace mlrun {

// The ranks of one mirrored run. Every rank makes the same calls in the same order with tensors of
// the same shapes and types, wherever they lie; a call returns when this rank's part is done, or,
// for tensors on a CUDA device, when it is queued there: the device sees the result in whatever it
// does next, the host after drain().
//
// Every call throws Error(kFailure) naming this rank, the other one and the cause when a rank is
// gone or does not answer in time, and Stopped instead when this process was asked to stop: then
// the others were too; what goes wrong with queued work, a later call throws. After a failure no
// call succeeds any more.
//
// The destructor leaves in good order: after calls that all succeeded it waits, seconds at most,
// until the others have finished theirs. Destroy it before the process ends.
class ProcessGroup {
 public:
  ProcessGroup() = default;
  ProcessGroup(const ProcessGroup&) = delete;
  ProcessGroup& operator=(const ProcessGroup&) = delete;
  virtual ~ProcessGroup() = default;

  virtual int rank() const = 0;
  virtual int world() const = 0;
  // What rank 0 holds, into every rank's tensors, in place.
  virtual void broadcast(std::vector<at::Tensor>& tensors) = 0;
  // The sum over all ranks, in place. The same bits in every rank, and (but for the ways of adding
  // that NCCL has on some hosts) in every run with as many.
  virtual void sum(at::Tensor& flat) = 0;
  // Returns when every rank has called it.
  virtual void barrier() = 0;
  // Returns when no call of this rank is queued any more. Requires a call before the host reads
  // what the others had a part in: such a read itself knows no time limit and no stop.
  virtual void drain() {}
};

struct GroupTimes {
  std::chrono::milliseconds rendezvous{60000};   // from join_group until all ranks are there
  std::chrono::milliseconds collective{600000};  // one call; the slowest rank's lag counts
};

// Meets the other ranks. Collective like the calls above. Tensors go over NCCL where every rank has
// a CUDA device and NCCL (not run on a GPU yet), else over Gloo and, from such a device, through
// host memory, which rank 0 says. Throws Error(kFailure) naming the ranks that did not come in
// time, or what is wrong with the master's address; Stopped when asked to.
std::unique_ptr<ProcessGroup> join_group(const RankPlace& place, const at::Device& device,
                                         const GroupTimes& times = {});

}  // namespace mlrun
