#include "stack/net_shape.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "stack/tables.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("widths by hand") {
  CHECK(dense_shape().input_width() == 3 + 1 + 4);
  CHECK(tabm_shape().input_width() == 3 * 5 + 1 + 4);
  CHECK(dense_shape().width_before(0) == 8);
  CHECK(dense_shape().width_before(2) == 8);
  CHECK(padded(1) == 16);
  CHECK(padded(16) == 16);
  CHECK(padded(17) == 32);
}

TEST_CASE("one-hot columns by hand") {
  const CodeColumns columns = one_hot_columns(2, {3, 1});
  CHECK(columns.width == 6);
  CHECK(columns.base == std::vector<float>(6, 0.0F));
  CHECK(columns.rise == std::vector<float>{1, 1});
  REQUIRE(columns.levels.size() == 2);
  CHECK(columns.levels[0].size() == 4);
  CHECK(columns.levels[0][0].empty());
  CHECK(columns.levels[0][3][0] == std::pair<size_t, float>{4, 1.0F});
  CHECK(columns.levels[1][1][0] == std::pair<size_t, float>{5, 1.0F});
}

TEST_CASE("a tangent layer divides by the root of its inputs") {
  const NetShape shape = realmlp_shape();
  CHECK(shape.input_width() == 3 * 4 + 5 + 3);
  CHECK(shape.factor(1) == Approx(1 / std::sqrt(19.0)));
  CHECK(dense_shape().factor(1) == 1);
  CHECK(shape.inputs_learn());
  CHECK_FALSE(dense_shape().inputs_learn());
}

TEST_CASE("slots stand one behind the other in whole rows of 16") {
  const ParameterSlots slots(tabm_shape());
  size_t end = 0;
  for (const ParameterSlot& slot : slots.all()) {
    CHECK(slot.offset == end);
    CHECK(slot.stride % 16 == 0);
    CHECK(slot.stride >= slot.columns);
    end += slot.rows * slot.stride;
  }
  CHECK(slots.floats() == end);
  CHECK(slots.number_weight.rows == 3 * 4);
  CHECK(slots.scale.columns == 20);
  CHECK(slots.weights[1].rows == 8);
  CHECK(slots.weights[1].columns == 19);
  CHECK(slots.head_weight.name == "output.weight");
  CHECK(slots.head_weight.rows == 3 * 2);
  CHECK(ParameterSlots(dense_shape()).all().size() == 6);
}
