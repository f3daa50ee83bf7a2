#pragma once

#include <vector>

#include "backprop/batch.h"
#include "backprop/layer_gradients.h"
#include "backprop/layer_scales.h"
#include "stack/input_stage.h"
#include "stack/layer_products.h"

namespace mlrun {

// What of a step all its rows share.
struct StepTask {
  const BatchSource& source;
  const BatchRows& batch;
  const RowLoss& loss;
  const float* parameters;
  float row_scale = 0;      // what each row counts in the batch's mean, times its weight
  uint32_t drop_below = 0;  // of 2^32: the probability of dropout
  float keep_scale = 1;     // 1 / (1 - that probability)
};

// Forward and backward of one worker's rows, a chunk at a time, so that what lies between the
// layers stays in its cache. A row is one member at one place of the batch, in the order of
// MemberRows, and to the layers that members share they are rows like any others.
class ChunkPass {
 public:
  // Keeps shape, slots and weights, which are packed as `bf16` says (null: fp32).
  ChunkPass(const NetShape& shape, const ParameterSlots& slots, const PackedWeights& weights,
            const BinEdges& edges, Instructions instructions, const MaskBits& bits,
            const Bf16Kernel* bf16 = nullptr);

  // Places first .. end of the batch: gradients() become theirs, loss() their part of the mean.
  void run(const StepTask& task, size_t first, size_t end);
  float* gradients() { return gradients_.data(); }
  double loss() const { return loss_; }
  const MaskBits& bits() const { return bits_; }

 private:
  void run_chunk(const StepTask& task, size_t first, size_t places);
  void forward_inputs(const StepTask& task, size_t first, size_t places);
  void forward_hidden(const StepTask& task);
  void forward_layer(const StepTask& task, size_t layer, float* result, Epilogue epilogue);
  void activate(const StepTask& task, size_t layer);
  void activate_backward(const StepTask& task, size_t layer);
  const float* blend(const StepTask& task, size_t layer) const;
  void heads(const StepTask& task, size_t first);
  void backward_hidden(const StepTask& task);
  void backward_inputs(const StepTask& task);
  int64_t row_at(const BatchRows& batch, size_t first, size_t row) const;

  const NetShape& shape_;
  const ParameterSlots& slots_;
  bool relu_;  // and nothing else
  const StepOps& ops_;
  InputStage inputs_;
  MaskBits bits_;
  AlignedFloats gradients_;
  size_t chunk_places_;
  LayerProducts forward_;
  LayerGradients backward_;
  LayerScales scales_;
  // Of one chunk, [rows, padded width]: inputs before the members' scale, what each layer gives
  // (scaled inputs first), gradients of a layer's outputs and inputs.
  AlignedFloats plain_, back_, back_next_;
  std::vector<AlignedFloats> values_;
  std::vector<AlignedFloats> before_;  // of each layer, in front of its activation; not for relu
  std::vector<float> logits_, logit_gradients_;
  std::vector<int64_t> table_rows_;  // of plain_
  size_t rows_ = 0;                  // of this chunk
  bool fresh_ = true;                // gradients of weights hold nothing yet
  double loss_ = 0;
};

}  // namespace mlrun
