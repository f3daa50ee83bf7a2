#pragma once

#include <arrow/array/array_base.h>
#include <arrow/type.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "data/row_batch.h"

namespace mlrun {

// The cells of one column, in rows of a batch that are there already and empty.
struct CellColumn {
  RowBatch& batch;
  size_t first_row;
  size_t column;

  void set(size_t row, std::string_view text, bool is_text) const {
    const size_t at = (first_row + row) * batch.columns + column;
    batch.cells[at] = text;
    batch.quoted[at] = is_text ? 1 : 0;
  }
};

// Whether values of this type have a text that the typed reader understands.
bool has_cell_text(const arrow::DataType& type);

// Writes values [first, first + count) as text into rows 0, 1, ... of a column: numbers as the
// shortest text that reads back to the same value, dates and timestamps as ISO 8601, texts as they
// are and as if in quotes (views into the array), null as the empty cell.
// Requires: has_cell_text(type of the array), and that it passed check_batch().
void write_cells(const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into);

}  // namespace mlrun
