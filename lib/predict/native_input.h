#pragma once

#include <memory>

#include "core/spares.h"
#include "features/features.h"
#include "kernels/packed_layer.h"
#include "predict/stack_tensors.h"
#include "stack/input_stage.h"

namespace mlrun {

// What stands in front of the first layer of a net with an embedding: embedded numbers, indicators
// and one-hot codes, as rows of floats. Const: any number of threads may ask it at once.
class NativeInput {
 public:
  // Takes embedding.* from the reader.
  NativeInput(const ModelDescription& description, const EmbeddingOptions& embedding,
              StateReader& reader, Instructions instructions);
  size_t width() const { return shape_.input_width(); }
  size_t stride() const { return padded(width()); }
  // Rows first .. first + count: out [count, stride()], what fills a row up is 0.
  void forward(const Features& rows, int64_t first, int64_t count, float* out) const;

 private:
  std::unique_ptr<InputStage> stage() const;

  NetShape shape_;
  ParameterSlots slots_;
  const StepOps& ops_;
  EdgeValues edges_;
  AlignedFloats parameters_;
  size_t dense_width_, code_width_;
  mutable Spares<std::unique_ptr<InputStage>> stages_;
};

}  // namespace mlrun
