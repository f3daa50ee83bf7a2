#include "predict/ordered_rows.h"

#include <catch2/catch.hpp>

#include "predict/nets.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("rows keep their values together, and answers go back to where they stood") {
  Random random(2, "ordered");
  const FeatureLayout layout = mixed_layout();
  const Features table = drawn_features(layout, 300, random);
  NetShape shape;
  shape.hidden = {128, 128};
  OrderedRows ordered(shape, layout);
  for (const auto& [first, count] : {std::pair{0, 300}, {41, 200}, {299, 1}, {0, 0}}) {
    const Features& rows = ordered.take(table, first, count);
    REQUIRE(rows.rows == count);
    REQUIRE(rows.dense.size() == size_t(count) * 3);
    REQUIRE(rows.codes.size() == size_t(count) * 2);
    // What stands for a net's answer is all of a row.
    std::vector<float> answers;
    for (size_t row = 0; row < size_t(count); ++row) {
      for (size_t c = 0; c < 3; ++c) answers.push_back(rows.dense[row * 3 + c]);
      for (size_t c = 0; c < 2; ++c) answers.push_back(float(rows.codes[row * 2 + c]));
    }
    std::vector<float> out(answers.size());
    ordered.put_back(answers.data(), 5, out.data());
    for (size_t row = 0; row < size_t(count); ++row) {
      const size_t at = size_t(first) + row;
      for (size_t c = 0; c < 3; ++c) REQUIRE(out[row * 5 + c] == table.dense[at * 3 + c]);
      for (size_t c = 0; c < 2; ++c)
        REQUIRE(out[row * 5 + 3 + c] == float(table.codes[at * 2 + c]));
    }
    if (count == 300) CHECK(answers != out);
  }
}
