#pragma once

#include <cstdint>

#include "data/table.h"
#include "features/level_slots.h"

namespace mlrun {

// The code of a boolean or categorical cell for a net, -1 for none. Requires the slots of the
// spec's levels. Throws Error(kData) for a code above them (a table typed by another spec).
int32_t category_code(const Table& table, size_t column, int64_t row, const LevelSlots& slots);

// Whether the rows hold at least two different codes.
bool codes_vary(const Table& table, size_t column, const LevelSlots& slots);

}  // namespace mlrun
