#include "data/typed_block.h"

#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// 1000 rows of numbers; every row of a number in `bad` holds a word.
std::string numbers_text(const std::vector<int>& bad) {
  return column_text("x", 1000, [&](int row) {
    const bool word = std::find(bad.begin(), bad.end(), row) != bad.end();
    return word ? std::string(row % 2 == 0 ? "oops" : "1,2") : std::to_string(row);
  });
}

TypedBlock typed(RowReader& reader) {
  const DataSpec spec = one_column(ColumnType::kNumeric);
  const TableBuilder builder(spec, bind_columns(spec, {"x"}, NeedTarget::kNo, "t.csv"));
  RowBatch batch;
  batch.columns = 1;
  TypedBlock block{builder.start(), {}, 0};
  type_rows(*reader.next(), builder, batch, block);
  return block;
}

}  // namespace

TEST_CASE("all rows of a block are typed, bad ones in their place", "[data]") {
  // Beyond what is split at a time, too.
  const std::vector<int> bad = {0, 1, 499, 500, 998, 999};
  TextRows rows(numbers_text(bad));
  TypedBlock block = typed(*rows);
  CHECK(block.rows == 1000);
  CHECK(block.table.rows == 1000);
  REQUIRE(block.table.columns[0].numbers.size() == 1000);
  CHECK(block.table.columns[0].numbers[997] == 997);
  REQUIRE(block.bad.size() == bad.size());
  for (size_t i = 0; i < bad.size(); ++i) {
    CHECK(block.bad[i].fault.row == static_cast<size_t>(bad[i]));
    CHECK(block.bad[i].fault.line == static_cast<uint64_t>(bad[i]) + 2);
    CHECK(block.bad[i].text == (bad[i] % 2 == 0 ? "oops" : "1,2"));
    CHECK(rows.without_folder(block.bad[i].file) == "t.csv");
  }
  drop_bad_rows(block);
  CHECK(block.table.rows == 994);
  std::vector<float> expected;
  for (int row = 0; row < 1000; ++row) {
    if (std::find(bad.begin(), bad.end(), row) == bad.end()) {
      expected.push_back(static_cast<float>(row));
    }
  }
  const bool same = block.table.columns[0].numbers == expected;
  CHECK(same);
}

TEST_CASE("a block without bad rows is left as it is", "[data]") {
  TextRows rows(numbers_text({}));
  TypedBlock block = typed(*rows);
  CHECK(block.bad.empty());
  drop_bad_rows(block);
  CHECK(block.table.rows == 1000);
}

TEST_CASE("wide rows are typed a few at a time", "[data]") {
  std::string text = "x";
  for (int c = 1; c < 3000; ++c) text += ",c" + std::to_string(c);
  for (int row = 0; row < 40; ++row) text += "\n" + std::to_string(row) + std::string(2999, ',');
  TextRows rows(text + "\n");
  const DataSpec spec = one_column(ColumnType::kNumeric);
  const TableBuilder builder(spec, bind_columns(spec, (*rows).header(), NeedTarget::kNo, "t.csv"));
  RowBatch batch;
  batch.columns = 3000;
  TypedBlock block{builder.start(), {}, 0};
  type_rows(*(*rows).next(), builder, batch, block);
  REQUIRE(block.table.rows == 40);
  CHECK(batch.rows() <= 16);
  CHECK(block.table.columns[0].numbers[39] == 39);
}
