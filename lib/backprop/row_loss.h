#pragma once

#include <string>

#include "backprop/batch.h"

namespace mlrun {

// Losses as lib/train/loss.h has them; an empty function for a name that has no written-out form.
// mse | mae | huber | quantile | poisson of one output; cross-entropy, bce of classes.
struct RowLossOptions {
  std::string name;
  size_t outputs = 1;
  double huber_delta = 1;
  double quantile = 0.5;
  double label_smoothing = 0;
};
RowLoss row_loss(const RowLossOptions& options);

}  // namespace mlrun
