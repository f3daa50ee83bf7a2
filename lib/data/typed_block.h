#pragma once

#include <vector>

#include "data/bad_rows.h"
#include "data/row_reader.h"
#include "data/table_builder.h"

namespace mlrun {

// A block's rows, typed.
struct TypedBlock {
  Table table;
  std::vector<BadRow> bad;  // fault.row counts from the block's first row
  size_t rows = 0;          // of the block
};

// Types all rows of a block; bad ones keep their place. `batch` is memory to work with, with the
// header's number of columns.
void type_rows(const RowBlock& block, const TableBuilder& builder, RowBatch& batch,
               TypedBlock& into);
// Takes the bad rows out of the table.
void drop_bad_rows(TypedBlock& block);

}  // namespace mlrun
