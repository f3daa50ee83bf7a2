#include "train/schedule.h"

#include <cmath>
#include <numbers>

namespace mlrun {

double learning_rate(const ScheduleConfig& schedule, double base_lr, int64_t step, int64_t total) {
  const double warmup = schedule.warmup_fraction * static_cast<double>(total);
  const auto at = static_cast<double>(step);
  if (at < warmup) return base_lr * (at + 1.0) / (warmup + 1.0);
  if (schedule.type != "cosine") return base_lr;
  const double progress = (at - warmup) / std::max(1.0, static_cast<double>(total) - warmup);
  const double wave = 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
  return base_lr * (schedule.final_fraction + (1.0 - schedule.final_fraction) * wave);
}

}  // namespace mlrun
