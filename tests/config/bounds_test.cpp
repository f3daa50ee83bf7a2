#include <catch2/catch.hpp>

#include "config/fields.h"

namespace mlrun {
namespace {

TEST_CASE("Bounds hold their closed ends and not their open ones") {
  const Bounds closed{0, 1};
  CHECK(closed.contains(0));
  CHECK(closed.contains(1));
  CHECK_FALSE(closed.contains(1.0000001));
  CHECK_FALSE(closed.contains(-0.0000001));
  const Bounds open{.low = 0, .high = 1, .low_open = true, .high_open = true};
  CHECK_FALSE(open.contains(0));
  CHECK_FALSE(open.contains(1));
  CHECK(open.contains(0.5));
  CHECK(Bounds{}.contains(-1e200));
}

TEST_CASE("Bounds say themselves") {
  CHECK(Bounds{}.text().empty());
  CHECK(Bounds{1, 1000000}.text() == " from 1 to 1000000");
  CHECK(Bounds{.low = 0}.text() == " of at least 0");
  CHECK(Bounds{.high = 0.25}.text() == " of at most 0.25");
  CHECK(Bounds{.low = 0, .low_open = true}.text() == " above 0");
  CHECK(Bounds{.high = 2, .high_open = true}.text() == " below 2");
  CHECK(Bounds{.low = 0, .high = 1, .high_open = true}.text() == " of at least 0 and below 1");
  CHECK(Bounds{.low = 0, .high = 1, .low_open = true, .high_open = true}.text() ==
        " above 0 and below 1");
}

}  // namespace
}  // namespace mlrun
