#pragma once

#include <cstdint>
#include <string>

#include "config/train_config.h"

namespace mlrun {

// Learning rate at a step of a run: linear warm-up from 0 over warmup_fraction of the steps, then
// constant, or half a cosine from lr to final_fraction x lr (Loshchilov and Hutter 2017, eq. 5), or
// share_of_run of the steps behind the warm-up.
// Requires 0 <= step < total.
double learning_rate(const ScheduleConfig& schedule, double base_lr, int64_t step, int64_t total);

// The share of a quantity that remains at t, from 0 to 1, of a run: constant; flat-cosine: 1 to
// t = 1/2, then half a cosine to 0; cosine-waves: 0.5 (1 - cos(2 pi log2(1 + 15 t))) (Holzmueller
// et al. 2024).
double share_of_run(const std::string& kind, double t);

}  // namespace mlrun
