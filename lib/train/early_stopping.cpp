#include "train/early_stopping.h"

#include <cmath>

namespace mlrun {

bool EarlyStopping::improved(double value) {
  ++epoch_;
  if (std::isnan(value)) return false;
  const bool better = higher_is_better_ ? value > best_ : value < best_;
  const bool kept = better || (keep_last_ && value == best_);
  ++since_best_;
  if (best_epoch_ > 0 && !kept) return false;
  if (best_epoch_ == 0 || better) since_best_ = 0;
  best_ = value;
  best_epoch_ = epoch_;
  return true;
}

}  // namespace mlrun
