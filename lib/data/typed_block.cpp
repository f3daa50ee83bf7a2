#include "data/typed_block.h"

#include <algorithm>
#include <utility>

namespace mlrun {

void type_rows(const RowBlock& block, const TableBuilder& builder, RowBatch& batch,
               TypedBlock& into) {
  // Cells that fit into a core's cache between splitting and typing.
  constexpr size_t kCells = size_t{1} << 12;
  constexpr size_t kFewest = 16;
  const size_t step = std::max(kFewest, kCells / std::max<size_t>(batch.columns, 1));
  std::vector<RowFault> faults;
  into.rows = block.rows();
  for (size_t first = 0; first < into.rows; first += step) {
    batch.clear();
    block.split(first, std::min(step, into.rows - first), batch);
    builder.add(batch, into.table, faults);
    for (RowFault& fault : faults) {
      into.bad.push_back(bad_row_of(batch, std::move(fault)));
      into.bad.back().fault.row += first;
    }
    faults.clear();
  }
}

void drop_bad_rows(TypedBlock& block) {
  if (block.bad.empty()) return;
  std::vector<uint8_t> flags(block.rows);
  for (const BadRow& row : block.bad) flags[row.fault.row] = 1;
  drop_rows(block.table, flags);
}

}  // namespace mlrun
