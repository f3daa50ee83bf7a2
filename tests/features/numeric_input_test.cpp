#include "features/numeric_input.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "features/tables.h"

using namespace mlrun;

TEST_CASE("cells of numeric columns and of parts of datetime columns") {
  const Table table = TableOf()
                          .numeric("age", {1.5f, kNoNumber, 3})
                          .datetime("when", {7200, 3600, kNoMoment})
                          .take();
  const NumericInput age{0, std::nullopt, 0};
  const NumericInput hour{1, DatetimePart::kHour, 0};
  const NumericInput elapsed{1, DatetimePart::kElapsed, 3600};
  CHECK(name(age, table.spec) == "age");
  CHECK(name(hour, table.spec) == "when.hour");
  std::vector<double> values(2);
  read_cells(table, age, 1, values);
  CHECK(std::isnan(values[0]));
  CHECK(values[1] == 3);
  read_cells(table, hour, 0, values);
  CHECK(values == std::vector<double>{2, 1});
  read_cells(table, elapsed, 0, values);
  CHECK(values == std::vector<double>{3600, 0});
  CHECK(is_missing(table, 0, 1));
  CHECK_FALSE(is_missing(table, 1, 1));
  CHECK(is_missing(table, 1, 2));
}
