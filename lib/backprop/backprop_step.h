#pragma once

#include <vector>

#include "backprop/batch_order.h"
#include "backprop/chunk_pass.h"
#include "backprop/parameter_update.h"
#include "backprop/team_trial.h"
#include "core/team.h"

namespace mlrun {

struct BackpropStepOptions {
  NetShape shape;
  BinEdges edges;
  RowLoss loss;
  double dropout = 0;
  double clip_norm = 0;  // largest joint norm of all gradients; 0: none
  UpdateOptions update;
  std::vector<SlotRule> rules;  // of ParameterSlots::all(), in that order
  uint64_t seed = 0;            // of the masks of dropout
  int threads = 1;
  Instructions instructions = Instructions::kBaseline;
  bool bf16 = false;  // products of the hidden layers; needs a bf16_kernel
};

// A training step written out over lib/kernels: forward, backward, clipping and update over one
// flat array of parameters, on threads of its own (or without them, where a trial finds that
// faster), nothing allocated on the way. The same calls with the same number of threads give the
// same bits. Derived in docs/backprop.md.
class BackpropStep {
 public:
  explicit BackpropStep(BackpropStepOptions options);
  const ParameterSlots& slots() const { return slots_; }
  // [slots().floats()]. After a change from outside refresh() is due.
  float* parameters() { return parameters_.data(); }
  void refresh();

  // The shares of dropout and weight decay that the coming steps use, for those that fall over a
  // run.
  void set_shares(double dropout, double decay) {
    dropout_share_ = dropout;
    decay_share_ = decay;
  }

  // One step with this learning rate; the mean loss of the batch, times its share.
  double run(const BatchSource& source, const BatchRows& batch, double lr);
  // The first half of it: gradients() become those of the mean loss, before clipping.
  double add_up_gradients(const BatchSource& source, const BatchRows& rows);
  const float* gradients() const { return passes_.front()->gradients(); }
  // The average of the parameters over the steps, [slots().floats()]; null where none is kept.
  const float* averages() const { return update_.averages(); }

 private:
  double one_step(const BatchSource& source, const BatchRows& batch, double lr);
  double row_scale(const BatchSource& source, const BatchRows& batch) const;
  double reduce(size_t member);
  std::vector<ParameterSlice> slices_of(size_t member) const;

  BackpropStepOptions options_;
  ParameterSlots slots_;
  PackedWeights weights_;
  Team team_;
  TeamTrial trial_;
  BatchOrder order_;
  const StepOps& ops_;
  AlignedFloats parameters_;
  ParameterUpdate update_;
  std::vector<std::unique_ptr<ChunkPass>> passes_;   // one per member of the team
  std::vector<std::vector<ParameterSlice>> slices_;  // likewise
  std::vector<double> squares_;                      // likewise: of its slices' gradients
  double dropout_share_ = 1;
  double decay_share_ = 1;
};

}  // namespace mlrun
