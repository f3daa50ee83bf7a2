#pragma once

#include <string>

#include "mlrun/net_training.h"

namespace mlrun {

// What a process that trains a net tells the one that started it: texts between two copies of the
// same program, never stored.
std::string epoch_message(const EpochReport& epoch);
EpochReport epoch_of(const std::string& message);

std::string net_message(const TrainedNet& net);
// The net of that message, which leaves out what the receiver knows.
TrainedNet net_of(const std::string& message, const NetJob& job, const DataSpec& spec);

}  // namespace mlrun
