#pragma once

#include <string>
#include <vector>

#include "data/row_batch.h"

namespace mlrun::test {

// A row's cells, and 'q' for each that stood in quotes, '.' for another.
inline void take_cells(const RowBatch& batch, size_t r, std::vector<std::string>& row,
                       std::string& marks) {
  for (size_t c = 0; c < batch.columns; ++c) {
    row.emplace_back(batch.cell(r, c));
    marks += batch.quoted[r * batch.columns + c] != 0 ? 'q' : '.';
  }
}

}  // namespace mlrun::test
