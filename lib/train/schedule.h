#pragma once

#include <cstdint>

#include "config/train_config.h"

namespace mlrun {

// Learning rate at a step of a run: linear warm-up from 0 over warmup_fraction of the steps, then
// constant, or half a cosine from lr to final_fraction x lr (Loshchilov and Hutter 2017, eq. 5).
// Requires 0 <= step < total.
double learning_rate(const ScheduleConfig& schedule, double base_lr, int64_t step, int64_t total);

}  // namespace mlrun
