#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "data/json_columns.h"
#include "data/row_batch.h"

namespace mlrun {

// Takes lines of JSON apart, an object a line, into the cells of a batch. A string is a quoted
// text, null and a key that is absent are missing, true and false are these words, and a number is
// its digits as they stand, so that it is typed as a cell of a CSV file is. One for each thread.
class JsonRowParser {
 public:
  static constexpr size_t kTextLimit = size_t{16} << 20;

  // The columns must outlive it.
  explicit JsonRowParser(const JsonColumns& columns);
  // Appends one row. What is no object of single values with the columns' keys, each at most once,
  // becomes a fault: broken JSON, bad UTF-8, half a surrogate pair, NUL, a text of more than 16
  // MiB. number: of the line in its file; byte: where it begins there. Requires: into.columns is
  // the number of columns; the line outlives the batch.
  void parse(std::string_view line, uint64_t number, uint64_t byte, RowBatch& into);

 private:
  const JsonColumns& columns_;
  std::vector<uint64_t> row_of_key_;  // per column: the last row that had it
  uint64_t row_ = 0;
};

}  // namespace mlrun
