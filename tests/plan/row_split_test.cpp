#include "plan/row_split.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "core/error.h"

using namespace mlrun;

namespace {

// Two classes, the second of every tenth row.
Table classes(int64_t rows) {
  Table table;
  table.spec.task = Task::kBinary;
  table.spec.classes = {"a", "b"};
  table.spec.columns = {{"y", ColumnType::kCategorical, Role::kTarget, {"a", "b"}, false}};
  Column codes;
  codes.type = ColumnType::kCategorical;
  for (int64_t row = 0; row < rows; ++row) codes.codes.push_back(row % 10 == 0 ? 1 : 0);
  table.columns.push_back(codes);
  table.rows = rows;
  return table;
}

int64_t count_of_second(const Table& table, const std::vector<int64_t>& rows) {
  return std::count_if(rows.begin(), rows.end(), [&](int64_t row) {
    return table.columns[0].codes[static_cast<size_t>(row)] == 1;
  });
}

}  // namespace

TEST_CASE("a split holds each row once and each class in its share") {
  const Table table = classes(200);
  const Split split = split_rows(table, 0.25, 3);
  CHECK(split.valid.size() == 50);
  CHECK(count_of_second(table, split.valid) == 5);
  CHECK(count_of_second(table, split.train) == 15);
  CHECK(std::is_sorted(split.train.begin(), split.train.end()));
  std::set<int64_t> all(split.train.begin(), split.train.end());
  all.insert(split.valid.begin(), split.valid.end());
  CHECK(all.size() == 200);
}

TEST_CASE("a split hangs on the seed alone") {
  const Table table = classes(100);
  CHECK(split_rows(table, 0.2, 1).valid == split_rows(table, 0.2, 1).valid);
  CHECK(split_rows(table, 0.2, 1).valid != split_rows(table, 0.2, 2).valid);
}

TEST_CASE("neither side of a split is empty; one row cannot be split") {
  for (const double share : {0.001, 0.999}) {
    const Split split = split_rows(classes(2), share, 1);
    CHECK(split.train.size() == 1);
    CHECK(split.valid.size() == 1);
  }
  CHECK_THROWS_AS(split_rows(classes(1), 0.5, 1), Error);
}

TEST_CASE("some rows are a share of each class, or all") {
  const Table table = classes(200);
  CHECK(some_rows(table, 0.1, 1).rows == 20);
  CHECK(some_rows(table, 1, 1).rows == 200);
  CHECK(some_rows(classes(1), 0.5, 1).rows == 1);
}
