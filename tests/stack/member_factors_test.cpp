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
  const MemberRows members(shape, 4);  // two places of the first, then two of the second
  AlignedFloats parameters(slots.floats());
  for (const size_t row : {0, 2}) {
    const auto m = static_cast<float>(members.member(row));
    parameters.data()[members.row_of(slots.input_scales[1], row)] = 2 + m;
    parameters.data()[members.row_of(slots.output_scales[1], row)] = 5 - m;
    parameters.data()[members.row_of(slots.biases[1], row)] = 10 * m;
  }
  AlignedFloats x(4 * 16);
  AlignedFloats out(4 * 16);
  for (size_t row = 0; row < 4; ++row) x.data()[row * 16] = static_cast<float>(row + 1);
  factors.inputs(1, x.data(), 4, parameters.data(), out.data());
  CHECK(out.data()[1 * 16] == 4);  // 2 x 2, the first member's
  CHECK(out.data()[2 * 16] == 9);  // 3 x 3, the second's
  factors.outputs(1, x.data(), 4, parameters.data(), x.data());
  CHECK(x.data()[1 * 16] == 10);  // 2 x 5
  CHECK(x.data()[2 * 16] == 22);  // 3 x 4 + 10
}
