#include "features/category_codes.h"

#include <string>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {

int32_t category_code(const Table& table, size_t column, int64_t row, const LevelSlots& slots) {
  const int32_t code = table.columns[column].codes[static_cast<size_t>(row)];
  const ColumnSpec& spec = table.spec.columns[column];
  if (code < 0 || static_cast<size_t>(code) < spec.levels.size()) return slots.code(code);
  throw Error(ErrorKind::kData, "column " + mlrun::quoted(spec.name) + ": row " +
                                    std::to_string(row) + ": expected a code below " +
                                    std::to_string(spec.levels.size()) + ", got " +
                                    std::to_string(code));
}

bool codes_vary(const Table& table, size_t column, const LevelSlots& slots) {
  for (int64_t row = 1; row < table.rows; ++row) {
    if (category_code(table, column, row, slots) != category_code(table, column, 0, slots)) {
      return true;
    }
  }
  return false;
}

}  // namespace mlrun
