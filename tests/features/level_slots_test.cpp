#include "features/level_slots.h"

#include <catch2/catch.hpp>

#include "features/tables.h"

using namespace mlrun;
using Codes = std::vector<int32_t>;

namespace {

Codes codes_of(const LevelSlots& slots, const Codes& levels) {
  Codes codes;
  for (const int32_t level : levels) codes.push_back(slots.code(level));
  return codes;
}

}  // namespace

TEST_CASE("without rare levels each has its own code, and unseen ones have none") {
  const LevelSlots slots(3);
  CHECK(slots.count() == 3);
  CHECK(codes_of(slots, {0, 1, 2, kMissingCode, kUnseenCode}) == Codes{0, 1, 2, -1, -1});
}

TEST_CASE("rare levels share the last code with unseen ones, missing cells have none") {
  const LevelSlots slots(5, {1, 3});
  CHECK(slots.count() == 4);
  CHECK(codes_of(slots, {0, 1, 2, 3, 4}) == Codes{0, 3, 1, 3, 2});
  CHECK(slots.code(kUnseenCode) == 3);
  CHECK(slots.code(kMissingCode) == -1);
  CHECK(slots.rare() == Codes{1, 3});
}

TEST_CASE("all levels rare: one code") {
  const LevelSlots slots(2, {0, 1});
  CHECK(slots.count() == 1);
  CHECK(codes_of(slots, {0, 1, kUnseenCode, kMissingCode}) == Codes{0, 0, 0, -1});
}

TEST_CASE("rare is what fewer rows have, none of them included") {
  const Table table =
      TableOf()
          .codes("c", {"a", "b", "never", "d"}, {0, 0, 1, 3, 3, 3, kMissingCode, kUnseenCode})
          .take();
  CHECK(rare_levels(table, 0, 1) == Codes{2});
  CHECK(rare_levels(table, 0, 2) == Codes{1, 2});
  CHECK(rare_levels(table, 0, 3) == Codes{0, 1, 2});
  CHECK(rare_levels(table, 0, 4) == Codes{0, 1, 2, 3});
}
