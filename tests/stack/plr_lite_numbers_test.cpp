#include "stack/plr_lite_numbers.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("PLR-lite by hand") {
  NetShape shape;
  shape.numeric = 2;
  shape.embedding = NumberEmbedding::kPlrLite;
  shape.embedding_width = 2;
  shape.terms = 1;
  const ParameterSlots slots(shape);
  const auto stage = make_plr_lite_numbers(shape, slots, step_ops(host_instructions()));
  AlignedFloats parameters(slots.floats());
  const auto set = [&](const ParameterSlot& slot, size_t row, size_t column, float value) {
    parameters.data()[slot.offset + row * slot.stride + column] = value;
  };
  set(slots.frequencies, 0, 0, 0.25F);
  set(slots.frequencies, 1, 0, 1);
  set(slots.number_weight, 0, 0, 2);   // of the cosine
  set(slots.number_weight, 0, 1, -1);  // of the sine
  set(slots.number_weight, 1, 0, -3);
  set(slots.number_bias, 0, 1, 0.5F);
  const float x[] = {0.4F, 0.1F};
  float out[4];
  stage->forward(x, parameters.data(), out);
  const double first = 2 * M_PI * 0.25 * 0.4;
  const double second = 2 * M_PI * 0.1;
  CHECK(out[0] == Approx(2 * std::cos(first) - std::sin(first)));
  CHECK(out[1] == 0);  // .5 - 3 cos is below 0
  CHECK(out[2] == Approx(2 * std::cos(second) - std::sin(second)));
}
