#pragma once

#include <memory>

#include "device/process_group.h"
#include "device/rank_store.h"
#include "device/transport.h"

namespace mlrun {

// The group of the ranks that have met in the store and are connected. What does not lie where the
// transport takes it goes through a copy there.
std::unique_ptr<ProcessGroup> group_over(const RankPlace& place, const GroupTimes& times,
                                         RankStore store, Transport transport);

}  // namespace mlrun
