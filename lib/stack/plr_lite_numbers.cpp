#include "stack/plr_lite_numbers.h"

#include <algorithm>
#include <numbers>

#include "kernels/packed_layer.h"
#include "stack/number_waves.h"

namespace mlrun {
namespace {

// relu([cos, sin](2 pi f x) W + b), W and b of all inputs (lib/model/plr_lite_embedding.h). W
// stands turned: a row of waves for each value.
class PlrLiteNumbers final : public NumberStage {
 public:
  PlrLiteNumbers(const NetShape& shape, const ParameterSlots& slots, const StepOps& ops)
      : shape_(shape), slots_(slots), ops_(ops) {
    for (AlignedFloats* each : {&angles_, &sines_, &cosines_}) {
      *each = AlignedFloats(slots.frequencies.stride);
    }
    for (AlignedFloats* each : {&waves_, &back_}) {
      *each = AlignedFloats(slots.number_weight.stride);
    }
  }

  void forward(const float* dense, const float* parameters, float* out) override {
    for (size_t f = 0; f < shape_.numeric; ++f) {
      turn(dense[f], f, parameters);
      for (size_t j = 0; j < shape_.embedding_width; ++j) {
        *out++ = std::max(value(parameters, j), 0.0F);
      }
    }
  }

  void backward(const float* dense, const float* gradients_out, const float* parameters,
                float* gradients) override {
    const size_t wide = slots_.number_weight.stride;
    for (size_t f = 0; f < shape_.numeric; ++f, gradients_out += shape_.embedding_width) {
      turn(dense[f], f, parameters);
      std::fill(back_.data(), back_.data() + wide, 0.0F);
      for (size_t j = 0; j < shape_.embedding_width; ++j) {
        if (value(parameters, j) <= 0) continue;
        const size_t at = slots_.number_weight.offset + j * wide;
        ops_.add_scaled(gradients + at, waves_.data(), gradients_out[j], wide);
        ops_.add_scaled(back_.data(), parameters + at, gradients_out[j], wide);
        gradients[slots_.number_bias.offset + j] += gradients_out[j];
      }
      float* frequency = gradients + slots_.frequencies.offset + f * slots_.frequencies.stride;
      for (size_t t = 0; t < shape_.terms; ++t) {
        const float angle = back_.data()[shape_.terms + t] * cosines_.data()[t] -
                            back_.data()[t] * sines_.data()[t];
        frequency[t] += kTurn * dense[f] * angle;
      }
    }
  }

 private:
  static constexpr float kTurn = 2 * std::numbers::pi_v<float>;

  // In front of ReLU, of the number last turned.
  float value(const float* parameters, size_t j) const {
    const float* weight =
        parameters + slots_.number_weight.offset + j * slots_.number_weight.stride;
    return ops_.dot(waves_.data(), weight, slots_.number_weight.stride) +
           parameters[slots_.number_bias.offset + j];
  }

  void turn(float x, size_t input, const float* parameters) {
    const size_t stride = slots_.frequencies.stride;
    const float* frequency = parameters + slots_.frequencies.offset + input * stride;
    // Rounded as LibTorch does it, which is all that large angles are.
    for (size_t t = 0; t < stride; ++t) angles_.data()[t] = x * (frequency[t] * kTurn);
    waves_of(ops_, angles_, sines_, cosines_);
    std::copy(cosines_.data(), cosines_.data() + shape_.terms, waves_.data());
    std::copy(sines_.data(), sines_.data() + shape_.terms, waves_.data() + shape_.terms);
  }

  const NetShape& shape_;
  const ParameterSlots& slots_;
  const StepOps& ops_;
  AlignedFloats angles_, sines_, cosines_, waves_, back_;  // of one number
};

}  // namespace

std::unique_ptr<NumberStage> make_plr_lite_numbers(const NetShape& shape,
                                                   const ParameterSlots& slots,
                                                   const StepOps& ops) {
  return std::make_unique<PlrLiteNumbers>(shape, slots, ops);
}

}  // namespace mlrun
