#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "config/train_config.h"
#include "device/strategy.h"
#include "train/early_stopping.h"
#include "train/epoch_loop.h"
#include "train/judge.h"
#include "train/report.h"
#include "train/weight_average.h"

namespace mlrun {

// The epochs of one run: trains, has each judged, remembers the best weights, knows when to stop.
class RunEpochs {
 public:
  // Keeps the references. judge: null on ranks that do not judge. average: what is judged and kept
  // in the net's place, or null.
  RunEpochs(const TrainingConfig& config, Net& net, bool higher_is_better, Judge* judge,
            const Strategy& strategy, const EpochCallback& on_epoch,
            WeightAverage* average = nullptr)
      : config_(config),
        net_(net),
        judge_(judge),
        strategy_(strategy),
        on_epoch_(on_epoch),
        average_(average),
        stopping_(higher_is_better, config.patience, config.ties == "last") {}

  // Until the epochs, the patience or the loop's time run out. Of an epoch that is cut short the
  // weights count only when no other was judged. Throws Error(kResult) when the loss is no longer a
  // number.
  void run(EpochLoop& loop);
  // Puts the best weights back into the net; when no epoch was the best, the last ones.
  void restore_best();
  // What there is to say about the epochs.
  void report(TrainReport& report) const;

 private:
  using Clock = std::chrono::steady_clock;
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  void judge(const EpochReport& epoch);
  void settle();
  bool ended(const EpochLoop& loop) const;
  bool done(EpochLoop& loop, int64_t trained);

  const TrainingConfig& config_;
  Net& net_;
  Judge* judge_;
  const Strategy& strategy_;
  const EpochCallback& on_epoch_;
  WeightAverage* average_;
  Clock::time_point start_ = Clock::now();
  EarlyStopping stopping_;
  std::optional<EpochReport> pending_;  // trained, not judged yet
  std::vector<at::Tensor> best_;
  bool overlaps_ = false;
  bool told_nan_ = false;
  bool stopped_by_time_ = false;
  std::vector<EpochReport> history_;
};

}  // namespace mlrun
