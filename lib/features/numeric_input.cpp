#include "features/numeric_input.h"

#include <algorithm>
#include <cmath>

namespace mlrun {

std::string name(const NumericInput& input, const DataSpec& spec) {
  const std::string& column = spec.columns[input.column].name;
  return input.part ? column + "." + std::string(name(*input.part)) : column;
}

bool is_missing(const Table& table, size_t column, int64_t row) {
  const Column& cells = table.columns[column];
  const auto at = static_cast<size_t>(row);
  return cells.type == ColumnType::kDatetime ? std::isnan(cells.seconds[at])
                                             : std::isnan(cells.numbers[at]);
}

void read_cells(const Table& table, const NumericInput& input, int64_t first,
                std::span<double> values) {
  const Column& cells = table.columns[input.column];
  const auto offset = static_cast<size_t>(first);
  if (!input.part) {
    const auto first_number = cells.numbers.begin() + static_cast<std::ptrdiff_t>(offset);
    std::copy(first_number, first_number + static_cast<std::ptrdiff_t>(values.size()),
              values.begin());
    return;
  }
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = part_of(*input.part, cells.seconds[offset + i], input.origin);
  }
}

}  // namespace mlrun
