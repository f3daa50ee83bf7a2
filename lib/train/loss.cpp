#include "train/loss.h"

#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/huber_loss.h>
#include <ATen/ops/l1_loss.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/mse_loss.h>
#include <torch/types.h>

namespace mlrun {
namespace {

// [n] or [n, members] -> [n * members], as members stand in the outputs [n, members, k].
at::Tensor per_member(const at::Tensor& values, const at::Tensor& outputs) {
  if (values.dim() == 2) return values.flatten();
  return values.unsqueeze(1).expand({outputs.size(0), outputs.size(1)}).flatten();
}

}  // namespace

Loss::Loss(const TrainingConfig& config, bool classification)
    : name_(config.loss),
      huber_delta_(config.huber_delta),
      quantile_(config.quantile),
      label_smoothing_(config.label_smoothing) {
  if (name_ == "auto") name_ = classification ? "cross-entropy" : "mse";
}

at::Tensor Loss::operator()(const at::Tensor& outputs, const at::Tensor& targets,
                            const at::Tensor& weights) const {
  if (outputs.dim() == 3) {
    const at::Tensor own_weights = weights.defined() ? per_member(weights, outputs) : weights;
    return (*this)(outputs.flatten(0, 1), per_member(targets, outputs), own_weights);
  }
  const auto reduction = weights.defined() ? at::Reduction::None : at::Reduction::Mean;
  const at::Tensor loss = of_rows(outputs, targets, reduction);
  return weights.defined() ? (loss * weights).sum() / total(weights) : loss;
}

at::Tensor Loss::of_rows(const at::Tensor& outputs, const at::Tensor& targets,
                         int64_t reduction) const {
  if (name_ == "cross-entropy") {
    return at::cross_entropy_loss(outputs, targets, {}, reduction, -100, label_smoothing_);
  }
  if (name_ == "bce") {
    const at::Tensor odds = outputs.select(1, 1) - outputs.select(1, 0);
    const at::Tensor labels = targets.to(odds.scalar_type());
    const at::Tensor smooth = labels * (1 - label_smoothing_) + label_smoothing_ / 2;
    return at::binary_cross_entropy_with_logits(odds, smooth, {}, {}, reduction);
  }
  return of_numbers(outputs.squeeze(1), targets, reduction);
}

at::Tensor Loss::of_numbers(const at::Tensor& answers, const at::Tensor& targets,
                            int64_t reduction) const {
  if (name_ == "mse") return at::mse_loss(answers, targets, reduction);
  if (name_ == "mae") return at::l1_loss(answers, targets, reduction);
  if (name_ == "huber") return at::huber_loss(answers, targets, reduction, huber_delta_);
  const at::Tensor each =
      name_ == "poisson" ? poisson(answers, targets) : pinball(answers, targets);
  return reduction == at::Reduction::Mean ? each.mean() : each;
}

// The negative log-likelihood of counts at a rate exp(answer), without what hangs on counts alone.
at::Tensor Loss::poisson(const at::Tensor& answers, const at::Tensor& targets) {
  return answers.exp() - targets * answers;
}

// Koenker and Bassett 1978: q (y - p) above the answer, (q - 1) (y - p) below it.
at::Tensor Loss::pinball(const at::Tensor& answers, const at::Tensor& targets) const {
  const at::Tensor off = targets - answers;
  return at::maximum(off * quantile_, off * (quantile_ - 1));
}

at::Tensor Loss::total(const at::Tensor& weights) {
  constexpr double kTiny = 1e-30;
  return weights.sum().clamp_min(kTiny);
}

}  // namespace mlrun
