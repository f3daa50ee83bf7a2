#include "train/run_epochs.h"

#include <torch/types.h>

#include <cmath>
#include <utility>

#include "core/error.h"
#include "core/log.h"
#include "core/text.h"

namespace mlrun {
namespace {

void require_finite(double loss, const EpochReport& epoch) {
  if (std::isfinite(loss)) return;
  throw Error(ErrorKind::kResult,
              "training diverged: the loss is " + format_number(loss) + " in epoch " +
                  std::to_string(epoch.epoch) +
                  "; a lower train.optimizer.lr or a train.clip_norm above 0 helps");
}

}  // namespace

void RunEpochs::run(EpochLoop& loop) {
  // Ranks that do not judge keep step with the one that does.
  overlaps_ = strategy_.agree(judge_ != nullptr && judge_->overlaps() ? 1.0 : 0.0) > 0;
  int64_t trained = 0;
  while (!done(loop, trained)) {
    EpochReport epoch{++trained, loop.run()};
    require_finite(epoch.train_loss, epoch);
    // The clone has judged the epoch before while this one was trained; if that was the last one
    // that counts, this one never happened.
    if (pending_) settle();
    if (ended(loop)) break;
    stopped_by_time_ = !loop.complete();
    if (stopped_by_time_ && !history_.empty()) break;
    epoch.steps = loop.steps_done();
    epoch.seconds = seconds();
    judge(epoch);
  }
  if (pending_) settle();
}

bool RunEpochs::done(EpochLoop& loop, int64_t trained) {
  if (stopped_by_time_ || trained == config_.epochs || ended(loop)) return true;
  stopped_by_time_ = trained > 0 && loop.out_of_time();
  return stopped_by_time_;
}

// The average stands in for the net as long as the judge looks at it.
void RunEpochs::judge(const EpochReport& epoch) {
  const bool swaps = judge_ != nullptr && average_ != nullptr;
  if (swaps) average_->swap();
  if (judge_ != nullptr) judge_->start();
  pending_ = epoch;
  if (!overlaps_) settle();
  if (swaps) average_->swap();
}

// Patience is over, and the least number of steps is made.
bool RunEpochs::ended(const EpochLoop& loop) const {
  const auto steps = static_cast<int64_t>(history_.size()) * loop.steps();
  return stopping_.should_stop() && steps >= config_.min_steps;
}

void RunEpochs::settle() {
  EpochReport epoch = *std::exchange(pending_, std::nullopt);
  // Rank 0 judges for all, so that all stop together.
  epoch.valid_metric = strategy_.agree(judge_ != nullptr ? judge_->finish() : 0);
  if (std::isnan(epoch.valid_metric) && !std::exchange(told_nan_, true) && judge_ != nullptr) {
    log::warn(
        "the validation metric is not a number, so no epoch is better than another: do too few "
        "rows judge, or rows of one class only?");
  }
  epoch.best = stopping_.improved(epoch.valid_metric);
  if (epoch.best && judge_ != nullptr) best_ = judge_->weights();
  history_.push_back(epoch);
  on_epoch_(epoch);
}

void RunEpochs::restore_best() {
  const torch::NoGradGuard no_grad;
  if (best_.empty() && average_ != nullptr) average_->swap();
  const auto own = tensors_of(net_);
  for (size_t i = 0; i < best_.size(); ++i) own[i].copy_(best_[i]);
}

void RunEpochs::report(TrainReport& report) const {
  report.history = history_;
  report.epochs = static_cast<int64_t>(history_.size());
  report.best = stopping_.best();
  report.best_epoch = stopping_.best_epoch();
  for (const EpochReport& epoch : history_) report.steps += epoch.steps;
  report.stopped_early = stopping_.should_stop();
  report.stopped_by_time = stopped_by_time_;
  report.seconds = history_.empty() ? 0 : seconds();
}

}  // namespace mlrun
