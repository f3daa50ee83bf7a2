#pragma once

#include "model/factor_pieces.h"
#include "model/stack_levels.h"
#include "model/stack_setting.h"

namespace mlrun {

// The way back through layers_at_once, once: the last layer first.
class WayBack {
 public:
  WayBack(const StackSetting& setting, KeptTensors kept);
  // grad as the output.
  StackGradients go(const at::Tensor& grad, bool of_x);

 private:
  FactorPieces begin(const at::Tensor& grad);
  FactorPieces through_heads(const at::Tensor& grad);
  FactorPieces through_relu(int64_t layer, const SumLevels& of_grad);
  void through_product(int64_t layer, const FactorPieces& g);
  void end(bool of_x);
  FactorPieces gradient_like(const at::Tensor& y, int64_t layer) const;
  at::Tensor output_of(int64_t layer) const;
  int64_t last() const { return setting_.layers - 1; }

  StackSetting setting_;
  const LayerApi& api_;
  KeptTensors kept_;
  StackLevels levels_;
  double scale_;
  at::Tensor grad_;  // [n, m, width], of the output of the layer that comes next; scaled or not
  StackGradients result_;
};

}  // namespace mlrun
