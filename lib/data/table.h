#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/spec.h"

namespace mlrun {

// Codes of a categorical or boolean cell that is no known level.
inline constexpr int32_t kMissingCode = -1;
inline constexpr int32_t kUnseenCode = -2;

// One column of typed cells; which vector is filled follows from the type.
struct Column {
  ColumnType type = ColumnType::kNumeric;
  std::vector<float> numbers;      // numeric; NaN = missing
  std::vector<double> seconds;     // datetime: seconds since 1970-01-01 UTC; NaN = missing
  std::vector<int32_t> codes;      // boolean, categorical: index into the spec's levels, or above
  std::vector<std::string> texts;  // ids only: the cell as it was
};

// Columns in the order of the spec that typed them. Ignored columns have empty vectors.
struct Table {
  DataSpec spec;
  std::vector<Column> columns;
  int64_t rows = 0;
};

// Rows picked by index, in that order. Requires 0 <= index < table.rows.
Table take_rows(const Table& table, const std::vector<int64_t>& indices);
// Takes rows out: those whose flag is not 0. Requires a flag per row.
void drop_rows(Table& table, const std::vector<uint8_t>& flags);
// Appends the rows of a part that was typed by the same spec.
void append_rows(Table& table, const Table& part);
// No rows are left; the memory is.
void clear_rows(Table& table);
// Room for so many rows, in the columns that `part` has cells of.
void reserve_rows(Table& table, const Table& part, size_t rows);

}  // namespace mlrun
