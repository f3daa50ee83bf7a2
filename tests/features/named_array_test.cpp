#include "features/named_array.h"

#include <catch2/catch.hpp>
#include <limits>

#include "core/error.h"

using namespace mlrun;
using Catch::Matchers::Message;

TEST_CASE("an array is found by name and shape") {
  const std::vector<NamedArray> arrays = {{"a", {2}, {1, 2}}, {"b", {2, 3}, {1, 2, 3, 4, 5, 6}}};
  CHECK(require_array(arrays, "a", {2}).values[1] == 2);
  CHECK(require_array(arrays, "b", {2, -1}).shape[1] == 3);
}

TEST_CASE("an array that does not fit is refused") {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<NamedArray> arrays = {
      {"a", {2}, {1, 2, 3}}, {"b", {2, 3}, {1, 2}}, {"c", {2}, {1, inf}}, {"d", {2, 0}, {}}};
  CHECK_THROWS_MATCHES(require_array(arrays, "x", {2}), Error,
                       Message("features: array \"x\" is missing"));
  CHECK_THROWS_MATCHES(require_array(arrays, "a", {3}), Error,
                       Message("features: array \"a\": expected shape [3], got [2]"));
  CHECK_THROWS_MATCHES(require_array(arrays, "a", {2, -1}), Error,
                       Message("features: array \"a\": expected shape [2, any], got [2]"));
  CHECK_THROWS_MATCHES(require_array(arrays, "a", {2}), Error,
                       Message("features: array \"a\": shape [2] does not hold 3 values"));
  CHECK_THROWS_MATCHES(require_array(arrays, "b", {2, -1}), Error,
                       Message("features: array \"b\": shape [2, 3] does not hold 2 values"));
  CHECK_THROWS_MATCHES(
      require_array(arrays, "c", {2}), Error,
      Message("features: array \"c\": value 1: expected a finite number, got inf"));
  CHECK_THROWS_AS(require_array(arrays, "d", {2, -1}), Error);
}

TEST_CASE("a huge shape cannot overflow") {
  const int64_t huge = int64_t{1} << 62;
  const std::vector<NamedArray> arrays = {{"a", {huge, 4}, {}}, {"b", {huge, 8, 2}, {1}}};
  CHECK_THROWS_AS(require_array(arrays, "a", {-1, -1}), Error);
  CHECK_THROWS_AS(require_array(arrays, "b", {-1, -1, -1}), Error);
}
