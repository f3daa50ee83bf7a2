#include "data/row_batch.h"

#include "core/text.h"

namespace mlrun {

std::string_view RowBatch::content(size_t row, size_t column) const {
  const size_t at = row * columns + column;
  return quoted[at] != 0 ? cells[at] : trim(cells[at]);
}

void RowBatch::grow(size_t more) {
  const size_t total = rows() + more;
  cells.resize(total * columns);
  quoted.resize(total * columns);
  lines.resize(total);
  bytes.resize(total);
  texts.resize(total);
}

void RowBatch::drop_faulty() {
  if (faults.empty()) return;
  size_t kept = 0;
  auto fault = faults.begin();
  for (size_t row = 0; row < rows(); ++row) {
    if (fault != faults.end() && fault->row == row) {
      ++fault;
      continue;
    }
    for (size_t c = 0; c < columns; ++c) {
      cells[kept * columns + c] = cells[row * columns + c];
      quoted[kept * columns + c] = quoted[row * columns + c];
    }
    lines[kept] = lines[row];
    bytes[kept] = bytes[row];
    texts[kept] = texts[row];
    ++kept;
  }
  cells.resize(kept * columns);
  quoted.resize(kept * columns);
  lines.resize(kept);
  bytes.resize(kept);
  texts.resize(kept);
  faults.clear();
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
