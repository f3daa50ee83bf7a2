#pragma once

#include "stack/number_stage.h"

namespace mlrun {

// Waves with phases, mixed, beside the number itself (RealMLP, Holzmueller et al. 2024, section 3):
// [cos(2 pi f x + p) W + b, x].
std::unique_ptr<NumberStage> make_pbld_numbers(const NetShape& shape, const ParameterSlots& slots,
                                               const StepOps& ops);

}  // namespace mlrun
