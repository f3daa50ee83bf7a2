#pragma once

#include <arrow/record_batch.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/row_reader.h"

namespace mlrun {

// Some rows of an Arrow table, in parts of one or several record batches. A text that is no UTF-8,
// or has a NUL byte, is the fault of its row.
class ArrowBlock final : public RowBlock {
 public:
  // first_row: number of the block's first row in its file, from 1.
  ArrowBlock(std::shared_ptr<const std::string> name, uint64_t first_row)
      : name_(std::move(name)), first_row_(first_row) {}
  void add(std::shared_ptr<arrow::RecordBatch> part);

  size_t rows() const override { return rows_; }
  void split(size_t first, size_t count, RowBatch& into) const override;

 private:
  std::shared_ptr<const std::string> name_;
  uint64_t first_row_;
  size_t rows_ = 0;
  std::vector<std::shared_ptr<arrow::RecordBatch>> parts_;
};

}  // namespace mlrun
