#pragma once

#include <chrono>
#include <torch/csrc/distributed/c10d/Store.hpp>

#include "core/rank_place.h"

namespace mlrun {

using RankStore = c10::intrusive_ptr<c10d::Store>;

// Opens the store of keys and values by which the ranks find each other, at the master's address,
// and waits until all of them have come. Rank 0 holds it (on one host for the loopback alone),
// unless torchrun does; each attempt of torchrun has keys of its own.
//
// Throws Error(kFailure), a sentence without this rank's name, when the limit is over: which ranks
// did not come, or that nobody listens at the address; Stopped when asked to stop.
RankStore open_rank_store(const RankPlace& place, std::chrono::milliseconds limit);

// "HOST:PORT" of the master.
std::string meeting_point(const RankPlace& place);

}  // namespace mlrun
