#pragma once

#include <chrono>
#include <string>
#include <torch/csrc/distributed/c10d/Store.hpp>

#include "core/rank_place.h"

namespace mlrun {

// What a rank says of itself that trains on a device for which NCCL is not.
inline constexpr const char* kNoAccelerator = "it trains on no CUDA device";

struct TransportChoice {
  bool nccl = false;      // else Gloo
  std::string complaint;  // what is lost by it, and why; empty where nothing is
};

// Ranks must take the same transport, so they tell each other by the store what keeps them from
// NCCL (`own`, the end of a sentence; empty: nothing): one that cannot is enough. Collective.
// Throws Error(kFailure) when a rank that has signed in the store does not tell in time, Stopped.
TransportChoice choose_transport(const std::string& own, const RankPlace& place, c10d::Store& store,
                                 std::chrono::milliseconds limit);

}  // namespace mlrun
