#pragma once

#include "mlrun/net_training.h"
#include "plan/plan.h"

namespace mlrun {

// How long nets take on this host: a net of each recipe is trained for a few steps on some of the
// rows, so many at a time as the nets themselves will. Takes so many seconds of each at most.
HostPace probe_pace(const std::vector<NetJob>& recipes, const Workshop& shop, int at_once,
                    double seconds);

}  // namespace mlrun
