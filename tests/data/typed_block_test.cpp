#include "data/typed_block.h"

#include <cmath>

#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("bad rows of a block keep their place, and can be taken out", "[data]") {
  // More rows than are typed at a time: every third is bad in one way or another.
  const int rows = 10'000;
  TextRows text(column_text("x", rows, [](int row) {
    return row % 6 == 2 ? "oops" : row % 6 == 5 ? "1,2" : std::to_string(row);
  }));
  const DataSpec spec = one_column(ColumnType::kNumeric);
  const TableBuilder builder(spec, bind_columns(spec, {"x"}, NeedTarget::kNo, "t.csv"));
  RowBatch batch;
  batch.columns = 1;
  size_t before = 0;
  while (const auto block = (*text).next()) {
    TypedBlock typed{builder.start(), {}, 0};
    type_rows(*block, builder, batch, typed);
    REQUIRE(typed.rows == block->rows());
    REQUIRE(static_cast<size_t>(typed.table.rows) == typed.rows);
    size_t wrong = 0;
    size_t at = 0;
    for (size_t row = 0; row < typed.rows; ++row) {
      const float value = typed.table.columns[0].numbers[row];
      const size_t in_file = before + row;
      const bool bad = in_file % 3 == 2;
      wrong += bad == std::isnan(value) ? 0 : 1;
      if (!bad) continue;
      REQUIRE(at < typed.bad.size());
      const BadRow& told = typed.bad[at++];
      wrong += told.fault.row == row && told.fault.line == in_file + 2 ? 0 : 1;
      wrong += told.text == (in_file % 6 == 2 ? "oops" : "1,2") ? 0 : 1;
    }
    CHECK(wrong == 0);
    CHECK(at == typed.bad.size());
    before += typed.rows;
    drop_bad_rows(typed);
    CHECK(static_cast<size_t>(typed.table.rows) == typed.rows - at);
    CHECK(typed.table.columns[0].numbers.size() == typed.rows - at);
  }
  CHECK(before == rows);
}
