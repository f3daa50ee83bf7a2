#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/json_columns.h"
#include "data/line_cutter.h"
#include "data/row_feed.h"
#include "data/row_reader.h"

namespace mlrun {

// One JSON Lines file (or stdin), an object a line, read in order with bounded memory. The keys of
// the first object are the columns; later objects may lack some, in any order. How values become
// cells: JsonRowParser. Empty lines are skipped and counted. Blocks, rows, lines and faults do not
// depend on the piece size.
class JsonLinesReader final : public RowReader {
 public:
  // Reads the first object. Throws Error(kData) when it is none or has a fault, as there are no
  // columns without it.
  JsonLinesReader(const std::string& path, const ReadOptions& options,
                  size_t piece = LineBuffer::kPiece);
  // Of a source that nothing was read from yet.
  JsonLinesReader(std::unique_ptr<ByteSource> source, const ReadOptions& options,
                  size_t piece = LineBuffer::kPiece);
  const std::vector<std::string>& header() const override { return columns_->names(); }
  // Throws Error(kData) for a line of more than 64 MiB and for what ByteSource throws.
  std::unique_ptr<RowBlock> next() override;
  void set_block_rows(size_t rows) override {
    block_rows_ = block_rows_for(rows, columns_->size());
  }
  ReadCounts counts() const override { return feed_.counts(); }

 private:
  void find_columns();

  RowFeed<LineCutter> feed_;
  std::shared_ptr<const JsonColumns> columns_;
  size_t block_rows_ = 1;
};

}  // namespace mlrun
