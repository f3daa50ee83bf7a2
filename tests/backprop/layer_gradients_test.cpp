#include "backprop/layer_gradients.h"

#include <catch2/catch.hpp>

#include "kernels/rounding.h"
#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

constexpr size_t kRows = 9;

AlignedFloats drawn(size_t width, const char* purpose) {
  AlignedFloats values(kRows * padded(width));
  Random random(8, purpose);
  for (size_t row = 0; row < kRows; ++row) {
    for (size_t i = 0; i < width; ++i) {
      values.data()[row * padded(width) + i] = static_cast<float>(random.normal());
    }
  }
  return values;
}

// The largest errors against double precision: of the gradients of weights, and of inputs.
std::pair<double, double> errors_of(const Bf16Kernel* bf16) {
  const NetShape shape = tabm_shape();
  const ParameterSlots slots(shape);
  const ParameterSlot& slot = slots.weights[1];
  AlignedFloats parameters(slots.floats());
  draw_parameters(slots, 0.5, parameters.data());
  const ProductKernel& fp32 = product_kernel(host_instructions());
  PackedWeights weights(shape, slots, fp32.lanes, 0, bf16);
  weights.pack(parameters.data(), 0, 1);
  LayerGradients gradients({shape, slots, weights, fp32, bf16}, kRows);
  const AlignedFloats x = drawn(slot.columns, "inputs");
  const AlignedFloats back = drawn(slot.rows, "back");
  AlignedFloats sums(slots.floats());
  gradients.weights(1, back.data(), x.data(), kRows, true, sums.data());
  gradients.weights(1, back.data(), x.data(), kRows, false, sums.data());  // once more on top
  AlignedFloats out(kRows * padded(slot.columns));
  gradients.inputs(1, back.data(), kRows, out.data());
  const auto rounded = [&](float value) -> double {
    return bf16 != nullptr ? nearest_bf16(value) : value;
  };
  const auto back_at = [&](size_t row, size_t o) {
    return rounded(back.data()[row * padded(slot.rows) + o]);
  };
  std::pair<double, double> worst;
  for (size_t i = 0; i < slot.columns; ++i) {
    for (size_t o = 0; o < slot.rows; ++o) {
      double sum = 0;
      for (size_t row = 0; row < kRows; ++row) {
        sum += 2 * back_at(row, o) * rounded(x.data()[row * padded(slot.columns) + i]);
      }
      const float got = sums.data()[slot.offset + o * slot.stride + i];
      worst.first = std::max(worst.first, std::abs(got - sum));
    }
    for (size_t row = 0; row < kRows; ++row) {
      double sum = 0;
      for (size_t o = 0; o < slot.rows; ++o) {
        const float weight = parameters.data()[slot.offset + o * slot.stride + i];
        sum += back_at(row, o) * rounded(weight);
      }
      worst.second =
          std::max(worst.second, std::abs(out.data()[row * padded(slot.columns) + i] - sum));
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("gradients of a layer's weights and inputs agree with double precision") {
  const auto [weights, inputs] = errors_of(nullptr);
  CHECK(weights < 1e-5);
  CHECK(inputs < 1e-5);
}

TEST_CASE("so do those of numbers rounded to bf16, of an odd number of rows") {
  if (bf16_here() == nullptr) {
    WARN("this processor does not multiply bf16: not tested");
    return;
  }
  const auto [weights, inputs] = errors_of(bf16_here());
  CHECK(weights < 1e-5);
  CHECK(inputs < 1e-5);
}
