#pragma once

#include <cstdint>

#include "data/table.h"

namespace mlrun {

// The code of a boolean or categorical cell for a net: its level, -1 when missing or unseen.
// Throws Error(kData) for a code above the levels of the spec (a table typed by another one).
int32_t category_code(const Table& table, size_t column, int64_t row);

// Whether the rows hold at least two different codes.
bool codes_vary(const Table& table, size_t column);

}  // namespace mlrun
