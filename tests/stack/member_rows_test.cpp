#include "stack/member_rows.h"

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("all places of a member come before the next member's") {
  NetShape shape;
  shape.members = 3;
  const MemberRows rows(shape, 12);
  CHECK(rows.member(0) == 0);
  CHECK(rows.member(3) == 0);
  CHECK(rows.place(3) == 3);
  CHECK(rows.member(4) == 1);
  CHECK(rows.place(4) == 0);
  CHECK(rows.member(11) == 2);
  CHECK(rows.place(11) == 3);
  ParameterSlot slot;
  slot.offset = 100;
  slot.stride = 16;
  CHECK(rows.row_of(slot, 8) == 132);
}

TEST_CASE("a chunk has whole tiles of each member, where they fit") {
  NetShape shape;
  const auto places = [&](size_t members, size_t rows) {
    shape.members = members;
    return MemberRows::places_of(shape, rows);
  };
  CHECK(places(1, 192) == 192);
  CHECK(places(1, 256) == 255);
  CHECK(places(32, 192) == 6);
  CHECK(places(32, 384) == 12);
  CHECK(places(64, 192) == 3);
  CHECK(places(1000, 192) == 1);
}
