#pragma once

#include <arrow/record_batch.h>

#include <memory>
#include <string>
#include <vector>

#include "arrow/batch_source.h"
#include "data/byte_source.h"
#include "data/row_reader.h"

namespace mlrun {

// One Parquet or Arrow IPC file (or stdin) as rows of text cells, so that the same table gives the
// same answers as from CSV. Columns of types that have no such text are refused at the start, all
// in one report.
class ArrowReader final : public RowReader {
 public:
  // Throws Error(kData) for what cannot be read.
  ArrowReader(std::unique_ptr<ByteSource> source, const std::string& path,
              const ReadOptions& options);
  const std::vector<std::string>& header() const override { return header_; }
  std::unique_ptr<RowBlock> next() override;
  void set_block_rows(size_t rows) override { block_rows_ = block_rows_for(rows, header_.size()); }
  ReadCounts counts() const override;

 private:
  void name_columns();
  void refuse_types() const;
  bool fetch();

  std::shared_ptr<const std::string> name_;
  std::unique_ptr<BatchSource> batches_;
  bool as_available_;
  size_t block_rows_ = 0;
  std::vector<std::string> header_;
  std::shared_ptr<arrow::RecordBatch> batch_;  // being cut into blocks
  int64_t used_ = 0;                           // rows of it
  uint64_t rows_ = 0;
};

}  // namespace mlrun
