#include "train/schedule.h"

#include <cmath>
#include <numbers>

namespace mlrun {

namespace {

double half_cosine(double t) { return 0.5 * (1.0 + std::cos(std::numbers::pi * t)); }

}  // namespace

double share_of_run(const std::string& kind, double t) {
  if (kind == "flat-cosine") return t <= 0.5 ? 1.0 : half_cosine(2.0 * t - 1.0);
  if (kind == "cosine-waves") {
    return 0.5 * (1.0 - std::cos(2.0 * std::numbers::pi * std::log2(1.0 + 15.0 * t)));
  }
  return 1.0;
}

double learning_rate(const ScheduleConfig& schedule, double base_lr, int64_t step, int64_t total) {
  const double warmup = schedule.warmup_fraction * static_cast<double>(total);
  const auto at = static_cast<double>(step);
  if (at < warmup) return base_lr * (at + 1.0) / (warmup + 1.0);
  const double progress = (at - warmup) / std::max(1.0, static_cast<double>(total) - warmup);
  if (schedule.type != "cosine") return base_lr * share_of_run(schedule.type, progress);
  const double wave = half_cosine(progress);
  return base_lr * (schedule.final_fraction + (1.0 - schedule.final_fraction) * wave);
}

}  // namespace mlrun
