#include "features/table_check.h"

#include <string>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

size_t cells_of(const Column& column) {
  switch (column.type) {
    case ColumnType::kNumeric:
      return column.numbers.size();
    case ColumnType::kDatetime:
      return column.seconds.size();
    case ColumnType::kBoolean:
    case ColumnType::kCategorical:
      return column.codes.size();
  }
  return 0;
}

bool same_meaning(const ColumnSpec& a, const ColumnSpec& b) {
  return a.name == b.name && a.type == b.type && a.levels == b.levels;
}

}  // namespace

void check_cells(const Table& table, const DataSpec& spec, size_t column) {
  const std::string where = "column " + mlrun::quoted(spec.columns[column].name) + ": ";
  const bool known = column < table.columns.size() && column < table.spec.columns.size() &&
                     same_meaning(table.spec.columns[column], spec.columns[column]) &&
                     table.columns[column].type == spec.columns[column].type;
  if (!known) throw Error(ErrorKind::kData, where + "the table was typed by another data spec");
  const size_t cells = cells_of(table.columns[column]);
  if (cells == static_cast<size_t>(table.rows)) return;
  throw Error(ErrorKind::kData, where + "expected " + std::to_string(table.rows) + " cells, got " +
                                    std::to_string(cells));
}

}  // namespace mlrun
