#pragma once

#include "core/rank_place.h"
#include "device/process_group.h"
#include "device/rank_store.h"
#include "device/transport.h"

namespace mlrun {

// Connects the ranks that have met in the store over TCP by LibTorch's Gloo, which takes tensors in
// host memory. Collective. Throws c10::Error and Gloo's own std::exceptions.
Transport connect_gloo(const RankPlace& place, const RankStore& store, const GroupTimes& times);

}  // namespace mlrun
