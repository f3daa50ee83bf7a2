#include "stack/member_factors.h"

#include <catch2/catch.hpp>

#include "kernels/packed_layer.h"

using namespace mlrun;

TEST_CASE("factors of members by hand, in place too") {
  NetShape shape;
  shape.numeric = 1;
  shape.members = 2;
  shape.hidden = {1, 1};
  shape.scaled = true;
  shape.layer_scales = true;
  const ParameterSlots slots(shape);
  const MemberFactors factors(shape, slots, step_ops(host_instructions()));
  AlignedFloats parameters(slots.floats());
  for (size_t row = 0; row < 2; ++row) {
    const auto m = static_cast<float>(row);
    parameters.data()[factors.row_of(slots.input_scales[1], row)] = 2 + m;
    parameters.data()[factors.row_of(slots.output_scales[1], row)] = 5 - m;
    parameters.data()[factors.row_of(slots.biases[1], row)] = 10 * m;
  }
  AlignedFloats x(4 * 16);
  AlignedFloats out(4 * 16);
  for (size_t row = 0; row < 4; ++row) x.data()[row * 16] = static_cast<float>(row + 1);
  factors.inputs(1, x.data(), 4, parameters.data(), out.data());
  CHECK(out.data()[2 * 16] == 6);   // 3 x 2, the first member's
  CHECK(out.data()[3 * 16] == 12);  // 4 x 3, the second's
  factors.outputs(1, x.data(), 4, parameters.data(), x.data());
  CHECK(x.data()[2 * 16] == 15);  // 3 x 5
  CHECK(x.data()[3 * 16] == 26);  // 4 x 4 + 10
}
