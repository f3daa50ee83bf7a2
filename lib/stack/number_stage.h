#pragma once

#include <memory>

#include "kernels/step_ops.h"
#include "stack/net_shape.h"
#include "stack/table_rows.h"

namespace mlrun {

// The numeric inputs of a row, as they are or embedded, for one worker.
class NumberStage {
 public:
  virtual ~NumberStage() = default;
  // dense [numeric], out [numeric, embedding width].
  virtual void forward(const float* dense, const float* parameters, float* out) = 0;
  // Adds to `gradients` what the gradients of `out` make of a row's parameters.
  virtual void backward(const float* dense, const float* gradients_out, const float* parameters,
                        float* gradients) = 0;
};

// Keeps shape, slots and ops; the edges (ple) are copied.
std::unique_ptr<NumberStage> make_number_stage(const NetShape& shape, const ParameterSlots& slots,
                                               const BinEdges& edges, const StepOps& ops);

}  // namespace mlrun
