#pragma once

#include <c10/core/Device.h>
#include <c10/util/intrusive_ptr.h>

#include <chrono>

namespace c10d {
class Backend;
class Store;
}  // namespace c10d

namespace mlrun {

// The border to NCCL, which libmlrun_cuda.so holds: the part of a process group that needs NVIDIA's
// headers. Not run on a GPU yet: it compiles, links, loads, and fails as it should without one.
struct NcclApi {
  // LibTorch's transport of CUDA tensors between ranks, connected. Every rank calls it at the same
  // time with a store of the same keys and a device of its own.
  //
  // The calls of what is returned queue work on the device and do not wait. Unless the environment
  // says otherwise (TORCH_NCCL_BLOCKING_WAIT), no thread of LibTorch watches that work: whoever
  // polls it looks for its faults and its time limit. In the end, and after a fault, it is to be
  // aborted. Throws c10::Error when the ranks do not connect; `limit` bounds only how long an abort
  // is waited for.
  c10::intrusive_ptr<c10d::Backend> (*connect)(const c10::intrusive_ptr<c10d::Store>& store,
                                               int rank, int world, const at::Device& device,
                                               std::chrono::milliseconds limit);
};

}  // namespace mlrun

// The symbol by which libmlrun_cuda.so gives it out.
extern "C" const mlrun::NcclApi* mlrun_nccl_api();
