#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/row_cutter.h"
#include "data/row_feed.h"
#include "data/row_reader.h"

namespace mlrun {

// One CSV or TSV file (or stdin), read in order with bounded memory. Empty lines are skipped and
// counted, in tables of one column too (there a row with an empty text is written ""). Blocks,
// rows, lines and faults do not depend on the piece size.
class CsvReader final : public RowReader {
 public:
  // Reads the header. Throws Error(kData) for what is no CSV, Error(kUsage) for a delimiter that
  // cannot be one.
  CsvReader(const std::string& path, const ReadOptions& options, size_t piece = LineBuffer::kPiece);
  // Of a source that nothing was read from yet; the path tells the delimiter.
  CsvReader(std::unique_ptr<ByteSource> source, const std::string& path, const ReadOptions& options,
            size_t piece = LineBuffer::kPiece);
  const std::vector<std::string>& header() const override { return header_; }
  // Throws Error(kData) for a line of more than 64 MiB and for what ByteSource throws.
  std::unique_ptr<RowBlock> next() override;
  void set_block_rows(size_t rows) override { block_rows_ = block_rows_for(rows, header_.size()); }
  ReadCounts counts() const override { return feed_.counts(); }
  std::vector<std::string> remarks() const override { return remarks_; }

 private:
  void check_start();
  char find_delimiter(const std::string& path);
  void remark_on_delimiter(const std::string& path);
  void say(const std::string& remark);
  void read_header();
  void name_columns(const RowBatch& row);

  RowFeed<RowCutter> feed_;
  ReadOptions options_;
  char delimiter_ = ',';
  std::vector<std::string> header_;
  std::vector<std::string> remarks_;
  size_t block_rows_ = 1;
};

}  // namespace mlrun
