#include "plan/folds.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "plan/fixtures.h"

using namespace mlrun;

namespace {

Table regression(int64_t rows) {
  Table table;
  table.spec = numeric_spec(1);
  table.columns.resize(2);
  for (int64_t row = 0; row < rows; ++row) {
    for (Column& column : table.columns) column.numbers.push_back(static_cast<float>(row));
  }
  table.rows = rows;
  return table;
}

// Every `period`-th row is of class b.
Table classes(int64_t rows, int64_t period) {
  Table table = regression(rows);
  table.spec = numeric_spec(1, {"a", "b"});
  table.columns[1] = {};
  table.columns[1].type = ColumnType::kCategorical;
  for (int64_t row = 0; row < rows; ++row) {
    table.columns[1].codes.push_back(row % period == 0 ? 1 : 0);
  }
  return table;
}

}  // namespace

TEST_CASE("folds hold every row once, in sizes that differ by at most one") {
  const auto folds = make_folds(regression(23), 5, 1);
  REQUIRE(folds.size() == 5);
  std::vector<int64_t> all;
  for (const Fold& fold : folds) {
    CHECK((fold.size() == 4 || fold.size() == 5));
    CHECK(std::is_sorted(fold.begin(), fold.end()));
    all.insert(all.end(), fold.begin(), fold.end());
  }
  std::sort(all.begin(), all.end());
  for (int64_t row = 0; row < 23; ++row) CHECK(all[static_cast<size_t>(row)] == row);
}

TEST_CASE("each fold has its share of each class") {
  const Table table = classes(100, 10);
  for (const Fold& fold : make_folds(table, 5, 3)) {
    const auto rare =
        std::count_if(fold.begin(), fold.end(), [](int64_t row) { return row % 10 == 0; });
    CHECK(rare == 2);
    CHECK(fold.size() == 20);
  }
}

TEST_CASE("the seed decides the folds") {
  CHECK(make_folds(regression(50), 3, 7) == make_folds(regression(50), 3, 7));
  CHECK(make_folds(regression(50), 3, 7) != make_folds(regression(50), 3, 8));
}

TEST_CASE("fewer rows than folds are refused") {
  CHECK_THROWS_WITH(make_folds(regression(4), 5, 0),
                    "folds: 5 folds of 4 rows; each needs one (--folds)");
}

TEST_CASE("rows outside a fold ascend") {
  CHECK(rows_outside({1, 3}, 5) == std::vector<int64_t>{0, 2, 4});
  CHECK(rows_outside({}, 2) == std::vector<int64_t>{0, 1});
  CHECK(rows_outside({0, 1}, 2).empty());
}
