#include "data/row_batch.h"

#include "core/text.h"

namespace mlrun {

std::string_view RowBatch::content(size_t row, size_t column) const {
  const size_t at = row * columns + column;
  return quoted[at] != 0 ? cells[at] : trim(cells[at]);
}

void RowBatch::clear() {
  cells.clear();
  quoted.clear();
  lines.clear();
  bytes.clear();
  texts.clear();
  faults.clear();
  arena.clear();
}

}  // namespace mlrun
