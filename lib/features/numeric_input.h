#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "data/table.h"
#include "features/datetime_parts.h"

namespace mlrun {

// One numeric input of a net: a numeric column, or one part of a datetime column.
struct NumericInput {
  size_t column = 0;  // position in the spec
  std::optional<DatetimePart> part;
  double origin = 0;  // elapsed only: seconds since 1970-01-01T00:00:00Z
};

// "age", or "when.hour" for a part.
std::string name(const NumericInput& input, const DataSpec& spec);

// Whether a numeric or datetime cell is missing.
bool is_missing(const Table& table, size_t column, int64_t row);

// The cells of rows first, first + 1, ... as numbers, NaN where missing. Requires a numeric or
// datetime column with at least first + values.size() rows.
void read_cells(const Table& table, const NumericInput& input, int64_t first,
                std::span<double> values);

}  // namespace mlrun
