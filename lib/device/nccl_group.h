#pragma once

#include <string>

#include "core/rank_place.h"
#include "device/process_group.h"
#include "device/rank_store.h"
#include "device/transport.h"

namespace mlrun {

// Why tensors of this device cannot go over NCCL from this process, as the end of a sentence; empty
// when they can. Loads libmlrun_cuda.so for a CUDA device.
std::string nccl_fault(const at::Device& device);

// Connects the ranks that have met in the store over LibTorch's NCCL, for tensors on the device.
// Collective. Requires no nccl_fault on any rank, and a device of its own for each. Not run on a
// GPU yet. Throws c10::Error.
Transport connect_nccl(const RankPlace& place, const RankStore& store, const at::Device& device,
                       const GroupTimes& times);

}  // namespace mlrun
