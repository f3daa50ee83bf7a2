#include "stack/layer_products.h"

#include <catch2/catch.hpp>

#include "kernels/rounding.h"
#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// The largest error of a layer's outputs for some rows against double precision.
double error_of(const Bf16Kernel* bf16) {
  const NetShape shape = realmlp_shape();  // its products have a factor
  const ParameterSlots slots(shape);
  AlignedFloats parameters(slots.floats());
  draw_parameters(slots, 0.5, parameters.data());
  const ProductKernel& fp32 = product_kernel(host_instructions());
  PackedWeights weights(shape, slots, fp32.lanes, PackedWeights::kForwardOnly, bf16);
  weights.pack(parameters.data(), 0, 1);
  LayerProducts products({shape, slots, weights, fp32, bf16}, 7);
  const size_t in = shape.width_before(1);
  AlignedFloats x(7 * padded(in));
  Random random(8, "inputs");
  for (size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal());
  AlignedFloats out(7 * padded(shape.hidden[1]));
  products.forward(1, x.data(), 7, parameters.data(), out.data(), Epilogue::kNone);
  const auto rounded = [&](float value) { return bf16 != nullptr ? nearest_bf16(value) : value; };
  double worst = 0;
  for (size_t row = 0; row < 7; ++row) {
    for (size_t o = 0; o < shape.hidden[1]; ++o) {
      const float* weight =
          parameters.data() + slots.weights[1].offset + o * slots.weights[1].stride;
      double sum = parameters.data()[slots.biases[1].offset + o];
      for (size_t k = 0; k < in; ++k) {
        sum += static_cast<double>(rounded(x.data()[row * padded(in) + k])) *
               rounded(weight[k] * shape.factor(1));
      }
      worst = std::max(worst, std::abs(out.data()[row * padded(shape.hidden[1]) + o] - sum));
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("a hidden layer's outputs agree with double precision") {
  CHECK(error_of(nullptr) < 2e-6);
}

TEST_CASE("so they do of numbers rounded to bf16") {
  if (bf16_here() == nullptr) {
    WARN("this processor does not multiply bf16: not tested");
    return;
  }
  CHECK(error_of(bf16_here()) < 2e-6);
}
