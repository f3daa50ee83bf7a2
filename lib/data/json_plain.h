#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "data/json_columns.h"

namespace mlrun {

// The cells of one row to fill.
struct JsonCells {
  std::span<std::string_view> cells;  // one for each column, missing to begin with
  std::span<uint8_t> quoted;
  std::span<uint64_t> row_of_key;  // per column: the last row that had it
  uint64_t row = 0;                // this row's number, which no row before had
};

// The quick way for what most lines are: an object of texts without escapes, numbers, true, false
// and null. False for everything else, be it good or bad, with some cells filled: then the parser
// that knows all of JSON decides. Requires UTF-8 without NUL.
bool take_plain_row(std::string_view line, const JsonColumns& columns, const JsonCells& into);

}  // namespace mlrun
