#include "stack/number_stage.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "kernels/packed_layer.h"

namespace mlrun {
namespace {

// Sines and cosines; of angles beyond the kernel's, which inputs that nobody scaled make, by the
// library.
void waves_of(const StepOps& ops, const AlignedFloats& angles, AlignedFloats& sines,
              AlignedFloats& cosines) {
  constexpr float kFar = 1000;
  ops.waves(angles.data(), sines.data(), cosines.data(), angles.size());
  for (size_t i = 0; i < angles.size(); ++i) {
    const float angle = angles.data()[i];
    if (std::abs(angle) <= kFar) continue;
    sines.data()[i] = std::sin(angle);
    cosines.data()[i] = std::cos(angle);
  }
}

class PlainNumbers final : public NumberStage {
 public:
  explicit PlainNumbers(size_t count) : count_(count) {}
  void forward(const float* dense, const float*, float* out) override {
    std::copy(dense, dense + count_, out);
  }
  void backward(const float*, const float*, const float*, float*) override {}

 private:
  size_t count_;
};

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

std::unique_ptr<NumberStage> make_number_stage(const NetShape& shape, const ParameterSlots& slots,
                                               const BinEdges& edges, const StepOps& ops) {
  if (shape.embedding == NumberEmbedding::kPle) {
    return std::make_unique<PleNumbers>(shape, slots, edges, ops);
  }
  if (shape.embedding == NumberEmbedding::kPbld) {
    return std::make_unique<PbldNumbers>(shape, slots, ops);
  }
  if (shape.embedding == NumberEmbedding::kPlrLite) {
    return std::make_unique<PlrLiteNumbers>(shape, slots, ops);
  }
  return std::make_unique<PlainNumbers>(shape.numeric);
}

}  // namespace mlrun
