#include "backprop/layer_scales.h"

#include <catch2/catch.hpp>

#include "kernels/instructions.h"

using namespace mlrun;

namespace {

// Two members, layers of two and one units behind two inputs.
NetShape two_layers() {
  NetShape shape;
  shape.numeric = 2;
  shape.members = 2;
  shape.hidden = {2, 1};
  shape.scaled = true;
  shape.layer_scales = true;
  return shape;
}

struct Bench {
  NetShape shape = two_layers();
  ParameterSlots slots{shape};
  AlignedFloats parameters{slots.floats()};
  AlignedFloats gradients{slots.floats()};
  LayerScales scales{shape, slots, step_ops(host_instructions()), 4};

  static float& at(AlignedFloats& floats, const ParameterSlot& slot, size_t row, size_t column) {
    return floats.data()[slot.offset + row * slot.stride + column];
  }
};

}  // namespace

TEST_CASE("factors of a layer's inputs and outputs by hand") {
  Bench bench;
  const ParameterSlot& r = bench.slots.input_scales[1];
  const ParameterSlot& s = bench.slots.output_scales[1];
  const ParameterSlot& b = bench.slots.biases[1];
  for (size_t member : {0, 1}) {
    const auto m = static_cast<float>(member);
    Bench::at(bench.parameters, r, member, 0) = 2 + m;
    Bench::at(bench.parameters, r, member, 1) = -1;
    Bench::at(bench.parameters, s, member, 0) = 3 - m;
    Bench::at(bench.parameters, b, member, 0) = 10 * m;
  }
  // Two places of two members.
  AlignedFloats x(4 * 16);
  for (size_t row = 0; row < 4; ++row) {
    x.data()[row * 16] = static_cast<float>(row + 1);
    x.data()[row * 16 + 1] = 5;
  }
  const float* scaled = bench.scales.inputs(1, x.data(), 4, bench.parameters.data());
  CHECK(scaled == bench.scales.scaled(1, x.data()));
  CHECK(scaled[1 * 16] == 4);       // row 1 is of the first member: 2 x 2
  CHECK(scaled[2 * 16] == 9);       // row 2 of the second: 3 x 3
  CHECK(scaled[3 * 16 + 1] == -5);  // 5 x -1
  for (size_t row = 0; row < 4; ++row) bench.scales.products(1)[row * 16] = 7;
  AlignedFloats out(4 * 16);
  bench.scales.outputs(1, 4, bench.parameters.data(), out.data());
  CHECK(out.data()[0] == 21);       // 7 x 3
  CHECK(out.data()[2 * 16] == 24);  // 7 x 2 + 10

  AlignedFloats back(4 * 16);
  for (size_t row = 0; row < 4; ++row) back.data()[row * 16] = static_cast<float>(row + 1);
  bench.scales.outputs_back(1, back.data(), 4, bench.parameters.data(), bench.gradients.data());
  CHECK(Bench::at(bench.gradients, b, 0, 0) == 3);   // rows 0 and 1: 1 + 2
  CHECK(Bench::at(bench.gradients, s, 1, 0) == 49);  // rows 2 and 3: (3 + 4) 7
  CHECK(back.data()[3 * 16] == 8);                   // 4 x 2

  for (size_t row = 0; row < 4; ++row) back.data()[row * 16 + 1] = 1;
  bench.scales.inputs_back(1, back.data(), x.data(), 4, bench.parameters.data(),
                           bench.gradients.data());
  // Of row 0 the gradient was 3 and x 1, of row 1 6 and 2.
  CHECK(Bench::at(bench.gradients, r, 0, 0) == 15);
  CHECK(Bench::at(bench.gradients, r, 0, 1) == 10);
  CHECK(back.data()[1 * 16] == 12);
  CHECK(back.data()[1 * 16 + 1] == -1);
}

TEST_CASE("the first layer's inputs are as they are") {
  Bench bench;
  AlignedFloats x(4 * 16);
  CHECK(bench.scales.inputs(0, x.data(), 4, bench.parameters.data()) == x.data());
  CHECK(bench.scales.scaled(0, x.data()) == x.data());
}
