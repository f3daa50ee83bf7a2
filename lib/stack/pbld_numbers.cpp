#include "stack/pbld_numbers.h"

#include <algorithm>
#include <numbers>

#include "kernels/packed_layer.h"
#include "stack/number_waves.h"

namespace mlrun {
namespace {

// [cos(2 pi f x + p) W + b, x] (lib/model/pbld_embedding.h). W stands turned: a row of terms for
// each value.
class PbldNumbers final : public NumberStage {
 public:
  PbldNumbers(const NetShape& shape, const ParameterSlots& slots, const StepOps& ops)
      : shape_(shape), slots_(slots), ops_(ops), mixed_(shape.embedding_width - 1) {
    const size_t stride = slots.frequencies.stride;
    for (AlignedFloats* each : {&angles_, &sines_, &cosines_, &back_}) {
      *each = AlignedFloats(stride);
    }
  }

  void forward(const float* dense, const float* parameters, float* out) override {
    const size_t stride = slots_.frequencies.stride;
    for (size_t f = 0; f < shape_.numeric; ++f) {
      turn(dense[f], f, parameters);
      for (size_t j = 0; j < mixed_; ++j) {
        const float* weight = parameters + slots_.number_weight.offset + (f * mixed_ + j) * stride;
        *out++ = ops_.dot(cosines_.data(), weight, stride) + bias_at(parameters, f, j);
      }
      *out++ = dense[f];
    }
  }

  void backward(const float* dense, const float* gradients_out, const float* parameters,
                float* gradients) override {
    const size_t stride = slots_.frequencies.stride;
    for (size_t f = 0; f < shape_.numeric; ++f, gradients_out += mixed_ + 1) {
      turn(dense[f], f, parameters);
      std::fill(back_.data(), back_.data() + stride, 0.0F);
      for (size_t j = 0; j < mixed_; ++j) {
        const size_t at = slots_.number_weight.offset + (f * mixed_ + j) * stride;
        ops_.add_scaled(gradients + at, cosines_.data(), gradients_out[j], stride);
        ops_.add_scaled(back_.data(), parameters + at, gradients_out[j], stride);
        gradients[slots_.number_bias.offset + f * slots_.number_bias.stride + j] +=
            gradients_out[j];
      }
      // Of the angles: -sin.
      ops_.multiply(back_.data(), back_.data(), sines_.data(), stride);
      ops_.add_scaled(gradients + slots_.phases.offset + f * stride, back_.data(), -1, stride);
      ops_.add_scaled(gradients + slots_.frequencies.offset + f * stride, back_.data(),
                      -kTurn * dense[f], stride);
    }
  }

 private:
  static constexpr float kTurn = 2 * std::numbers::pi_v<float>;

  float bias_at(const float* parameters, size_t input, size_t value) const {
    return parameters[slots_.number_bias.offset + input * slots_.number_bias.stride + value];
  }

  void turn(float x, size_t input, const float* parameters) {
    const size_t stride = slots_.frequencies.stride;
    const float* phases = parameters + slots_.phases.offset + input * stride;
    std::copy(phases, phases + stride, angles_.data());
    ops_.add_scaled(angles_.data(), parameters + slots_.frequencies.offset + input * stride,
                    kTurn * x, stride);
    waves_of(ops_, angles_, sines_, cosines_);
    // Terms that only fill a row up have the cosine of 0.
    std::fill(cosines_.data() + shape_.terms, cosines_.data() + stride, 0.0F);
  }

  const NetShape& shape_;
  const ParameterSlots& slots_;
  const StepOps& ops_;
  size_t mixed_;
  AlignedFloats angles_, sines_, cosines_, back_;  // of one number
};

}  // namespace

std::unique_ptr<NumberStage> make_pbld_numbers(const NetShape& shape, const ParameterSlots& slots,
                                               const StepOps& ops) {
  return std::make_unique<PbldNumbers>(shape, slots, ops);
}

}  // namespace mlrun
