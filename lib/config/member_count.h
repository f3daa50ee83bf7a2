#pragma once

#include <cstdint>

#include "config/model_config.h"

namespace mlrun {

// The members of a net (model.members); 1 for a net of a type that has none.
int64_t member_count(const ModelConfig& config);
// Requires a net of several members.
void set_member_count(ModelConfig& config, int64_t members);

}  // namespace mlrun
