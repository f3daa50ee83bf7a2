#include "stack/number_stage.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("numbers without an embedding are themselves") {
  NetShape shape;
  shape.numeric = 3;
  const ParameterSlots slots(shape);
  const auto stage = make_number_stage(shape, slots, {}, step_ops(Instructions::kBaseline));
  const std::vector<float> dense = {1, -2, 3};
  std::vector<float> out(3);
  stage->forward(dense.data(), nullptr, out.data());
  CHECK(out == dense);
}
