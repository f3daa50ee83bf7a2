#pragma once

#include <cstdint>
#include <limits>

namespace mlrun {

// Remembers the best value of a metric and when it was seen. Only a strictly better value counts
// as an improvement. NaN, where a metric has no value, says nothing for or against an epoch.
class EarlyStopping {
 public:
  // patience 0: never stops.
  // keep_last: of values as good as the best, the last one is kept, but the patience goes on.
  EarlyStopping(bool higher_is_better, int64_t patience, bool keep_last = false)
      : higher_is_better_(higher_is_better), patience_(patience), keep_last_(keep_last) {}
  // Takes the value of one epoch; true when it is the one to keep.
  bool improved(double value);
  // True after `patience` epochs in a row without improvement.
  bool should_stop() const { return patience_ > 0 && since_best_ >= patience_; }
  double best() const { return best_; }               // NaN: none yet
  int64_t best_epoch() const { return best_epoch_; }  // from 1; 0: none yet

 private:
  bool higher_is_better_;
  int64_t patience_;
  bool keep_last_;
  int64_t epoch_ = 0;
  int64_t best_epoch_ = 0;
  int64_t since_best_ = 0;
  double best_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace mlrun
