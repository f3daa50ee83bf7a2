#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "kernels/product.h"

namespace mlrun {

// Floats that begin at a cache line, zero at first.
class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(size_t count);
  float* data() { return values_.get(); }
  const float* data() const { return values_.get(); }
  size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(float* values) const;
  };
  std::unique_ptr<float[], Free> values_;
  size_t size_ = 0;
};

// y = epilogue(x W^T + b) with W packed for one instruction set. Const: any number of threads may
// apply one.
class PackedLayer {
 public:
  // weight [outputs, depth] with rows `weight_stride` apart, bias [outputs]; both are copied.
  // Requires host_has(instructions).
  PackedLayer(Instructions instructions, size_t depth, size_t outputs, const float* weight,
              size_t weight_stride, const float* bias, Epilogue epilogue);

  // Outputs rounded up to whole registers; apply writes so many floats a row, those behind the
  // outputs are epilogue(0).
  size_t width() const { return width_; }
  // Where sums start: the bias, [width].
  const float* bias() const { return bias_.data(); }
  // rows [count, row_stride >= depth], out [count, out_stride >= width].
  void apply(const float* rows, size_t row_stride, size_t count, float* out,
             size_t out_stride) const;
  // The same, but the sums start with what stands in out (which the caller began with the bias).
  void add(const float* rows, size_t row_stride, size_t count, float* out, size_t out_stride) const;

 private:
  const ProductKernel* kernel_;
  size_t depth_;
  size_t width_;
  AlignedFloats panels_;
  AlignedFloats bias_;
  Epilogue epilogue_;
};

}  // namespace mlrun
