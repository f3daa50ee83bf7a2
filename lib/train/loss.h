#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "config/train_config.h"

namespace mlrun {

// Mean loss of a batch, as a scalar tensor with a gradient.
class Loss {
 public:
  // `auto` is mse for regression and cross-entropy for classes. Requires a loss that fits
  // the task.
  Loss(const TrainingConfig& config, bool classification);
  const std::string& name() const { return name_; }
  // outputs [n, k], logits, or numbers [n, 1] (of poisson the logarithm of a rate; bce is
  // cross-entropy over the difference of two logits); targets [n]: float32 for regression, int64
  // classes; weights [n] or undefined. Weighted: sum of weight x loss / sum of weights; 0 when no
  // row has a weight. Of members, outputs [n, members, k], the mean of each member's own loss,
  // never the loss of their mean; targets and weights may then be [n, members], rows of each
  // member's own (weights are summed over all).
  at::Tensor operator()(const at::Tensor& outputs, const at::Tensor& targets,
                        const at::Tensor& weights) const;
  // The sum of a batch's weights, as a number to divide by: never 0.
  static at::Tensor total(const at::Tensor& weights);

 private:
  at::Tensor of_rows(const at::Tensor& outputs, const at::Tensor& targets, int64_t reduction) const;
  at::Tensor of_numbers(const at::Tensor& answers, const at::Tensor& targets,
                        int64_t reduction) const;
  static at::Tensor poisson(const at::Tensor& answers, const at::Tensor& targets);
  at::Tensor pinball(const at::Tensor& answers, const at::Tensor& targets) const;

  std::string name_;
  double huber_delta_;
  double quantile_;
  double label_smoothing_;
};

}  // namespace mlrun
