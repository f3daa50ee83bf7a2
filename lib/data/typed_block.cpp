#include "data/typed_block.h"

#include <algorithm>
#include <utility>

namespace mlrun {

void type_rows(const RowBlock& block, const TableBuilder& builder, RowBatch& batch,
               TypedBlock& into) {
  std::vector<RowFault> faults;
  into.rows = block.rows();
  for_each_batch(block, batch, [&](size_t first) {
    builder.add(batch, into.table, faults);
    for (RowFault& fault : faults) {
      into.bad.push_back(bad_row_of(batch, std::move(fault)));
      into.bad.back().fault.row += first;
    }
    faults.clear();
  });
}

void drop_bad_rows(TypedBlock& block) {
  if (block.bad.empty()) return;
  std::vector<uint8_t> flags(block.rows);
  for (const BadRow& row : block.bad) flags[row.fault.row] = 1;
  drop_rows(block.table, flags);
}

}  // namespace mlrun
