#pragma once

#include "stack/number_stage.h"

namespace mlrun {

// Waves mixed by weights of all inputs (Gorishniy et al. 2022, section 3.2; "lite" of TabR):
// relu([cos, sin](2 pi f x) W + b).
std::unique_ptr<NumberStage> make_plr_lite_numbers(const NetShape& shape,
                                                   const ParameterSlots& slots, const StepOps& ops);

}  // namespace mlrun
