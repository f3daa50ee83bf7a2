#pragma once

#include <memory>

#include "device/process_group.h"

namespace mlrun {

// The ranks joined over TCP by LibTorch's Gloo, for every device: what does not lie in host memory
// goes through a copy there. Same contract as join_group.
std::unique_ptr<ProcessGroup> join_gloo(const RankPlace& place, const GroupTimes& times);

}  // namespace mlrun
