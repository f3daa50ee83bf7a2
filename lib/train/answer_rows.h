#pragma once

#include <vector>

#include "features/target.h"
#include "model/model_factory.h"
#include "model/net.h"

namespace mlrun {

// What a net answers to rows on its device, or on the host and sent over in pieces: on the host and
// in the user's units, [rows, outputs]. Leaves the net in evaluation mode.
std::vector<float> answer_rows(Net& net, const NetInput& rows, const ModelDescription& description,
                               const TargetTransform& target);

}  // namespace mlrun
