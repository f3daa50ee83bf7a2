#pragma once

#include <cstddef>

#include "data/table.h"

namespace mlrun {

// Requires that column `column` of the table means what the spec says (name, type, levels) and has
// a cell per row. Throws Error(kData) naming the column: the table was typed by another spec.
void check_cells(const Table& table, const DataSpec& spec, size_t column);

}  // namespace mlrun
