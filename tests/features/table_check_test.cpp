#include "features/table_check.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "features/tables.h"

using namespace mlrun;
using Catch::Matchers::Message;

TEST_CASE("a table of the same spec passes, whatever its roles") {
  const Table table = TableOf().numeric("a", {1, 2}).codes("c", {"x", "y"}, {0, 1}).take();
  CHECK_NOTHROW(check_cells(table, table.spec, 0));
  CHECK_NOTHROW(check_cells(table, table.spec, 1));
}

TEST_CASE("a table of another spec is refused") {
  const Table table = TableOf().numeric("a", {1, 2}).codes("c", {"x", "y"}, {0, 1}).take();
  const auto refused = Message("column \"a\": the table was typed by another data spec");
  CHECK_THROWS_MATCHES(check_cells(TableOf().take(), table.spec, 0), Error, refused);
  CHECK_THROWS_MATCHES(check_cells(TableOf().numeric("b", {1, 2}).take(), table.spec, 0), Error,
                       refused);
  CHECK_THROWS_MATCHES(check_cells(TableOf().datetime("a", {1, 2}).take(), table.spec, 0), Error,
                       refused);
  const Table levels = TableOf().numeric("a", {1, 2}).codes("c", {"x", "z"}, {0, 1}).take();
  CHECK_THROWS_AS(check_cells(levels, table.spec, 1), Error);
}

TEST_CASE("a column of the wrong length is refused") {
  const Table table = TableOf().numeric("a", {1, 2, 3}).codes("c", {"x", "y"}, {0, 1}).take();
  CHECK_THROWS_MATCHES(check_cells(table, table.spec, 0), Error,
                       Message("column \"a\": expected 2 cells, got 3"));
}
