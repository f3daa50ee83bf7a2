#include "train/loss.h"

#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/huber_loss.h>
#include <ATen/ops/l1_loss.h>
#include <ATen/ops/mse_loss.h>
#include <torch/types.h>

#include "core/error.h"

namespace mlrun {

Loss::Loss(const TrainingConfig& config, bool classification)
    : name_(config.loss), huber_delta_(config.huber_delta) {
  if (name_ == "auto") name_ = classification ? "cross-entropy" : "mse";
  if ((name_ == "cross-entropy") != classification) {
    throw Error(ErrorKind::kUsage, "train.loss: " + name_ + " does not fit " +
                                       (classification ? "classification; cross-entropy does"
                                                       : "regression; mse, mae and huber do"));
  }
}

at::Tensor Loss::operator()(const at::Tensor& outputs, const at::Tensor& targets,
                            const at::Tensor& weights) const {
  const auto reduction = weights.defined() ? at::Reduction::None : at::Reduction::Mean;
  at::Tensor loss;
  if (name_ == "cross-entropy") {
    loss = at::cross_entropy_loss(outputs, targets, {}, reduction);
  } else {
    const at::Tensor answers = outputs.squeeze(1);
    if (name_ == "mse") loss = at::mse_loss(answers, targets, reduction);
    if (name_ == "mae") loss = at::l1_loss(answers, targets, reduction);
    if (name_ == "huber") loss = at::huber_loss(answers, targets, reduction, huber_delta_);
  }
  return weights.defined() ? (loss * weights).sum() / total(weights) : loss;
}

at::Tensor Loss::total(const at::Tensor& weights) {
  constexpr double kTiny = 1e-30;
  return weights.sum().clamp_min(kTiny);
}

}  // namespace mlrun
