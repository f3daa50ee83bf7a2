#include "stack/pbld_numbers.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("PBLD by hand") {
  NetShape shape;
  shape.numeric = 1;
  shape.embedding = NumberEmbedding::kPbld;
  shape.embedding_width = 3;
  shape.terms = 2;
  const ParameterSlots slots(shape);
  const auto stage = make_pbld_numbers(shape, slots, step_ops(host_instructions()));
  AlignedFloats parameters(slots.floats());
  const auto set = [&](const ParameterSlot& slot, size_t row, float a, float b) {
    parameters.data()[slot.offset + row * slot.stride] = a;
    parameters.data()[slot.offset + row * slot.stride + 1] = b;
  };
  set(slots.frequencies, 0, 0.25F, 1);
  set(slots.phases, 0, 0, 0.5F);
  set(slots.number_weight, 0, 2, 0);
  set(slots.number_weight, 1, 1, -1);
  set(slots.number_bias, 0, 10, 20);
  const float x = 0.3F;
  std::vector<float> out(3);
  stage->forward(&x, parameters.data(), out.data());
  const double first = std::cos(2 * M_PI * 0.25 * 0.3);
  const double second = std::cos(2 * M_PI * 0.3 + 0.5);
  CHECK(out[0] == Approx(10 + 2 * first));
  CHECK(out[1] == Approx(20 + first - second));
  CHECK(out[2] == x);
}
