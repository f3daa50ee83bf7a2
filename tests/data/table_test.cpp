#include "data/table.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "features/tables.h"

using namespace mlrun;

namespace {

Table every_type() {
  Table table = TableOf()
                    .numeric("n", {1, kNoNumber, 3})
                    .datetime("t", {10, 20, kNoMoment})
                    .codes("c", {"x", "y"}, {0, kMissingCode, kUnseenCode})
                    .take();
  table.spec.columns.push_back({"id", ColumnType::kCategorical, Role::kId, {}, false});
  table.columns.push_back({ColumnType::kCategorical, {}, {}, {}, {"r0", "r1", "r2"}});
  table.spec.columns.push_back({"gone", ColumnType::kNumeric, Role::kIgnore, {}, false});
  table.columns.push_back({ColumnType::kNumeric, {}, {}, {}, {}});
  return table;
}

}  // namespace

TEST_CASE("rows are picked in the order asked for, with repeats", "[data]") {
  const Table taken = take_rows(every_type(), {2, 0, 0});
  CHECK(taken.rows == 3);
  CHECK(taken.spec.columns.size() == 5);
  CHECK(taken.columns[0].numbers == std::vector<float>{3, 1, 1});
  CHECK(std::isnan(taken.columns[1].seconds[0]));
  CHECK(taken.columns[1].seconds[1] == 10);
  CHECK(taken.columns[2].codes == std::vector<int32_t>{kUnseenCode, 0, 0});
  CHECK(taken.columns[3].texts == std::vector<std::string>{"r2", "r0", "r0"});
}

TEST_CASE("types stay, and each column fills the vector of its type only", "[data]") {
  const Table taken = take_rows(every_type(), {1});
  REQUIRE(taken.columns.size() == 5);
  CHECK(taken.columns[0].type == ColumnType::kNumeric);
  CHECK(taken.columns[1].type == ColumnType::kDatetime);
  CHECK(taken.columns[2].type == ColumnType::kCategorical);
  CHECK(std::isnan(taken.columns[0].numbers[0]));
  CHECK(taken.columns[0].seconds.empty());
  CHECK(taken.columns[0].codes.empty());
  CHECK(taken.columns[0].texts.empty());
  CHECK(taken.columns[1].numbers.empty());
  CHECK(taken.columns[2].codes == std::vector<int32_t>{kMissingCode});
}

TEST_CASE("empty columns stay empty", "[data]") {
  const Table taken = take_rows(every_type(), {0, 1, 2});
  CHECK(taken.columns[4].numbers.empty());
  CHECK(taken.rows == 3);
}

TEST_CASE("no rows leave the columns and the spec", "[data]") {
  const Table taken = take_rows(every_type(), {});
  CHECK(taken.rows == 0);
  REQUIRE(taken.columns.size() == 5);
  CHECK(taken.columns[0].numbers.empty());
  CHECK(taken.spec.columns[2].levels == std::vector<std::string>{"x", "y"});
}

TEST_CASE("flagged rows are taken out, whichever they are", "[data]") {
  for (unsigned bad = 0; bad < 8; ++bad) {
    Table table = every_type();
    std::vector<uint8_t> flags;
    std::vector<int64_t> kept;
    for (unsigned row = 0; row < 3; ++row) {
      flags.push_back(static_cast<uint8_t>(bad >> row & 1));
      if (flags.back() == 0) kept.push_back(row);
    }
    drop_rows(table, flags);
    const Table expected = take_rows(every_type(), kept);
    CHECK(table.rows == expected.rows);
    CHECK(table.columns[0].numbers.size() == kept.size());
    CHECK(table.columns[2].codes == expected.columns[2].codes);
    CHECK(table.columns[3].texts == expected.columns[3].texts);
    CHECK(table.columns[4].numbers.empty());
  }
}

TEST_CASE("parts are appended, cleared and have room made for them", "[data]") {
  Table table = take_rows(every_type(), {});
  reserve_rows(table, every_type(), 100);
  CHECK(table.columns[0].numbers.capacity() >= 100);
  CHECK(table.columns[3].texts.capacity() >= 100);
  CHECK(table.columns[4].numbers.capacity() == 0);
  append_rows(table, every_type());
  append_rows(table, take_rows(every_type(), {2}));
  CHECK(table.rows == 4);
  CHECK(table.columns[0].numbers[3] == 3);
  CHECK(table.columns[1].seconds.size() == 4);
  CHECK(table.columns[2].codes == std::vector<int32_t>{0, kMissingCode, kUnseenCode, kUnseenCode});
  CHECK(table.columns[3].texts == std::vector<std::string>{"r0", "r1", "r2", "r2"});
  clear_rows(table);
  CHECK(table.rows == 0);
  CHECK(table.columns.size() == 5);
  CHECK(table.columns[0].numbers.empty());
  CHECK(table.columns[0].numbers.capacity() >= 100);
}
