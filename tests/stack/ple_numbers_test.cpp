#include "stack/ple_numbers.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("a piecewise-linear embedding by hand") {
  NetShape shape;
  shape.numeric = 1;
  shape.embedding = NumberEmbedding::kPle;
  shape.embedding_width = 1;
  shape.terms = 3;
  const ParameterSlots slots(shape);
  // Bins from 0 on, of width 2; the first is open below, the last above.
  const std::vector<float> slope(3, 0.5F);
  const std::vector<float> offset = {0, -1, -2};
  const std::vector<float> low = {-INFINITY, 0, 0};
  const std::vector<float> high = {1, 1, INFINITY};
  const BinEdges edges{slope.data(), offset.data(), low.data(), high.data()};
  const auto stage = make_ple_numbers(shape, slots, edges, step_ops(host_instructions()));
  AlignedFloats parameters(slots.floats());
  parameters.data()[slots.linear_weight.offset] = 10;
  parameters.data()[slots.linear_bias.offset] = 100;
  for (size_t t = 0; t < 3; ++t) {
    parameters.data()[slots.number_weight.offset + t * slots.number_weight.stride] =
        static_cast<float>(t + 1);
  }
  const auto answer = [&](float x) {
    float out = 0;
    stage->forward(&x, parameters.data(), &out);
    return out;
  };
  CHECK(answer(3) == Approx(130 + 1 * 1 + 0.5 * 2));
  CHECK(answer(-2) == Approx(80 - 1));
  CHECK(answer(8) == Approx(180 + 1 + 2 + 2 * 3));
}
