#pragma once

#include <cstdint>

#include "kernels/packed_layer.h"
#include "kernels/step_ops.h"

namespace mlrun {

struct UpdateOptions {
  bool sgd = false;  // with momentum, instead of AdamW
  double weight_decay = 0;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double momentum = 0.9;
  double average = 0;  // decay of the average of the parameters over the steps; 0: none is kept
};

// How the parameters of one slot are treated, as multiples of the run's.
struct SlotRule {
  double lr = 1;
  double weight_decay = 1;
};

// Neighbouring parameters under one rule; ends at a multiple of 16.
struct ParameterSlice {
  size_t begin;
  size_t end;
  SlotRule rule;
};

// What turns gradients into the next parameters, over flat arrays: AdamW (Loshchilov and Hutter
// 2019, algorithm 2) or SGD with momentum, both with decoupled decay; then an exponential average
// of the parameters without the bias to its start, as train/weight_average defines it.
class ParameterUpdate {
 public:
  // Keeps ops. Arrays of so many floats.
  ParameterUpdate(const UpdateOptions& options, size_t floats, const StepOps& ops);

  // Begins a step; then each slice is moved once, slices in any order and on any thread.
  struct Step {
    double lr;
    double gradient_scale;  // of clipping
    double decay_share;     // of the weight decay
  };
  void begin(const Step& step);
  void move(const ParameterSlice& slice, float* parameters, const float* gradients);

  // [floats]; null where no average is kept.
  const float* averages() const { return options_.average > 0 ? averages_.data() : nullptr; }

 private:
  float keep(const SlotRule& rule) const;
  void adamw(const ParameterSlice& slice, float* parameters, const float* gradients);
  void sgd(const ParameterSlice& slice, float* parameters, const float* gradients);

  UpdateOptions options_;
  const StepOps& ops_;
  AlignedFloats first_, second_;  // moments; of SGD the first is its velocity, the second empty
  AlignedFloats averages_;
  Step step_{};
  int64_t steps_ = 0;
  double weights_ = 0;  // of the average, together
};

}  // namespace mlrun
