#include "features/category_codes.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "features/tables.h"

using namespace mlrun;
using Catch::Matchers::Message;

TEST_CASE("missing and unseen cells have the code -1") {
  const Table table = TableOf().codes("c", {"a", "b"}, {0, 1, kMissingCode, kUnseenCode}).take();
  CHECK(category_code(table, 0, 0, LevelSlots(2)) == 0);
  CHECK(category_code(table, 0, 1, LevelSlots(2)) == 1);
  CHECK(category_code(table, 0, 2, LevelSlots(2)) == -1);
  CHECK(category_code(table, 0, 3, LevelSlots(2)) == -1);
}

TEST_CASE("a code above the levels is refused") {
  const Table table = TableOf().codes("c", {"a", "b"}, {0, 2}).take();
  CHECK_THROWS_MATCHES(category_code(table, 0, 1, LevelSlots(2)), Error,
                       Message("column \"c\": row 1: expected a code below 2, got 2"));
}

TEST_CASE("rare levels and unseen cells have the code they share") {
  const Table table = TableOf().codes("c", {"a", "b"}, {0, 1, kMissingCode, kUnseenCode}).take();
  const LevelSlots slots(2, {0});
  CHECK(category_code(table, 0, 0, slots) == 1);
  CHECK(category_code(table, 0, 1, slots) == 0);
  CHECK(category_code(table, 0, 2, slots) == -1);
  CHECK(category_code(table, 0, 3, slots) == 1);
  CHECK_FALSE(
      codes_vary(TableOf().codes("c", {"a", "b"}, {0, 1}).take(), 0, LevelSlots(2, {0, 1})));
}

TEST_CASE("codes vary when two rows differ") {
  CHECK(codes_vary(TableOf().codes("c", {"a", "b"}, {0, 0, 1}).take(), 0, LevelSlots(2)));
  CHECK(codes_vary(TableOf().codes("c", {"a"}, {0, kMissingCode}).take(), 0, LevelSlots(2)));
  CHECK_FALSE(codes_vary(TableOf().codes("c", {"a", "b"}, {1, 1}).take(), 0, LevelSlots(2)));
  CHECK_FALSE(codes_vary(TableOf().codes("c", {"a"}, {kMissingCode, kUnseenCode}).take(), 0,
                         LevelSlots(2)));
  CHECK_FALSE(codes_vary(TableOf().codes("c", {"a"}, {}).take(), 0, LevelSlots(2)));
}
