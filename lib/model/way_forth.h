#pragma once

#include "model/factor_pieces.h"
#include "model/stack_levels.h"
#include "model/stack_setting.h"

namespace mlrun {

// The way forward through layers_at_once, once.
class WayForth {
 public:
  WayForth(const StackSetting& setting, LayerStack stack);
  at::Tensor go();
  const KeptTensors& kept() const { return kept_; }

 private:
  void measure() const;
  FactorPieces first_input() const;
  void go_through(int64_t layer);
  at::Tensor split_weight(int64_t layer);
  const HiddenLayer& layer(int64_t i) const { return stack_.layers[static_cast<size_t>(i)]; }

  StackSetting setting_;
  const LayerApi& api_;
  LayerStack stack_;
  StackLevels levels_;
  FactorPieces input_;  // of the layer that comes next
  KeptTensors kept_;
};

}  // namespace mlrun
