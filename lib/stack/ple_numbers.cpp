#include "stack/ple_numbers.h"

#include <algorithm>
#include <vector>

#include "kernels/packed_layer.h"

namespace mlrun {
namespace {

// e = (b + w x) + PLE(x) W (lib/model/ple_embedding.h). Codes of 0 are passed over.
class PleNumbers final : public NumberStage {
 public:
  PleNumbers(const NetShape& shape, const ParameterSlots& slots, const BinEdges& edges,
             const StepOps& ops)
      : shape_(shape), slots_(slots), ops_(ops), code_(shape.terms) {
    const size_t count = shape.numeric * shape.terms;
    slope_.assign(edges.slope, edges.slope + count);
    offset_.assign(edges.offset, edges.offset + count);
    low_.assign(edges.low, edges.low + count);
    high_.assign(edges.high, edges.high + count);
    value_ = AlignedFloats(padded(shape.embedding_width));
  }

  void forward(const float* dense, const float* parameters, float* out) override {
    const size_t stride = slots_.linear_weight.stride;
    for (size_t f = 0; f < shape_.numeric; ++f) {
      float* value = value_.data();
      const float* bias = parameters + slots_.linear_bias.offset + f * stride;
      std::copy(bias, bias + stride, value);
      const float* linear = parameters + slots_.linear_weight.offset + f * stride;
      ops_.add_scaled(value, linear, dense[f], stride);
      encode(dense[f], f);
      const float* weight = parameters + slots_.number_weight.offset + f * shape_.terms * stride;
      for (size_t t = 0; t < shape_.terms; ++t) {
        if (code_[t] != 0) ops_.add_scaled(value, weight + t * stride, code_[t], stride);
      }
      out = std::copy(value, value + shape_.embedding_width, out);
    }
  }

  void backward(const float* dense, const float* gradients_out, const float*,
                float* gradients) override {
    const size_t stride = slots_.linear_weight.stride;
    for (size_t f = 0; f < shape_.numeric; ++f, gradients_out += shape_.embedding_width) {
      float* value = value_.data();
      std::copy(gradients_out, gradients_out + shape_.embedding_width, value);
      std::fill(value + shape_.embedding_width, value + stride, 0.0F);
      ops_.add(gradients + slots_.linear_bias.offset + f * stride, value, stride);
      ops_.add_scaled(gradients + slots_.linear_weight.offset + f * stride, value, dense[f],
                      stride);
      encode(dense[f], f);
      float* weight = gradients + slots_.number_weight.offset + f * shape_.terms * stride;
      for (size_t t = 0; t < shape_.terms; ++t) {
        if (code_[t] != 0) ops_.add_scaled(weight + t * stride, value, code_[t], stride);
      }
    }
  }

 private:
  void encode(float x, size_t input) {
    const size_t first = input * shape_.terms;
    for (size_t t = 0; t < shape_.terms; ++t) {
      const float place = offset_[first + t] + slope_[first + t] * x;
      code_[t] = std::min(std::max(place, low_[first + t]), high_[first + t]);
    }
  }

  const NetShape& shape_;
  const ParameterSlots& slots_;
  const StepOps& ops_;
  std::vector<float> slope_, offset_, low_, high_;  // [numeric, bins]
  std::vector<float> code_;                         // of one number, [bins]
  AlignedFloats value_;                             // one embedded number
};

}  // namespace

std::unique_ptr<NumberStage> make_ple_numbers(const NetShape& shape, const ParameterSlots& slots,
                                              const BinEdges& edges, const StepOps& ops) {
  return std::make_unique<PleNumbers>(shape, slots, edges, ops);
}

}  // namespace mlrun
