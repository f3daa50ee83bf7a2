#pragma once

#include "kernels/step_ops.h"
#include "stack/net_shape.h"
#include "stack/number_stage.h"
#include "stack/table_rows.h"

namespace mlrun {

// What stands in front of the scale and the first layer, for one worker: numbers, columns of
// indicators and codes, embedded categories.
class InputStage {
 public:
  // The edges are copied. Keeps shape, slots and ops.
  InputStage(const NetShape& shape, const ParameterSlots& slots, const BinEdges& edges,
             const StepOps& ops);
  // out [count, padded input width] for these rows of the table; what fills a row up is not
  // written.
  void forward(const TableRows& table, const int64_t* rows, size_t count, const float* parameters,
               float* out);
  // Adds to the gradients of the embeddings. gradients_out: of `out`, the same shape.
  void backward(const TableRows& table, const int64_t* rows, size_t count,
                const float* gradients_out, const float* parameters, float* gradients);

 private:
  void fill_columns(const float* dense, const int32_t* codes, float* out) const;
  // Where a category's embedding stands among the parameters.
  size_t embedding_at(size_t category, const int32_t* codes) const;

  const NetShape& shape_;
  const ParameterSlots& slots_;
  std::unique_ptr<NumberStage> numbers_;
};

}  // namespace mlrun
