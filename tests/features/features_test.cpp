#include "features/features.h"

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("widths of a feature layout") {
  const FeatureLayout layout{{"a", "b"}, {"a.missing"}, {"c", "d"}, {3, 5}};
  CHECK(layout.dense_width() == 3);
  CHECK(layout.one_hot_width() == 11);
  CHECK(FeatureLayout{}.one_hot_width() == 0);
}

TEST_CASE("a feature layout as JSON") {
  const FeatureLayout layout{{"a", "b"}, {"a.missing"}, {"c"}, {3}};
  CHECK(to_json(layout).dump() ==
        R"({"numeric":["a","b"],"indicators":["a.missing"],"categorical":["c"],)"
        R"("cardinalities":[3]})");
  CHECK(to_json(FeatureLayout{}).dump() ==
        R"({"numeric":[],"indicators":[],"categorical":[],"cardinalities":[]})");
}
