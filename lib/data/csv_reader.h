#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/byte_source.h"
#include "data/row_reader.h"
#include "data/row_splitter.h"

namespace mlrun {

// One CSV or TSV file (or stdin), read in blocks, in order, with bounded memory: batches share the
// block their rows stand in. Empty lines are skipped and counted, in tables of one column too
// (there a row with an empty text is written ""). Rows, lines and errors do not depend on the block
// size; the rows before a bad one are given out first.
class CsvReader final : public RowReader {
 public:
  static constexpr size_t kBlock = size_t{1} << 20;

  // Reads the header. Throws Error(kData) for what is no CSV, Error(kUsage) for a delimiter that
  // cannot be one.
  CsvReader(const std::string& path, const ReadOptions& options, size_t block = kBlock);
  const std::vector<std::string>& header() const override { return header_; }
  std::optional<RowBatch> next(size_t max_rows) override;
  const ReadCounts& counts() const override { return counts_; }
  std::vector<std::string> remarks() const override { return remarks_; }

 private:
  std::string_view rest() const { return std::string_view(*text_).substr(used_); }
  void read_more();
  void check_start();
  char find_delimiter(const std::string& path, const ReadOptions& options);
  void read_header(bool has_header);
  void name_columns(const RowBatch& row);
  RowSplitter::Result take_row(RowBatch& batch);
  void advance();
  [[noreturn]] void fail_row(const RowFault& fault) const;
  [[noreturn]] void fail(uint64_t line, uint64_t byte, const std::string& what) const;

  ByteSource source_;
  size_t block_;
  std::shared_ptr<std::string> text_ = std::make_shared<std::string>();
  size_t used_ = 0;      // bytes of the text that were given out
  bool ended_ = false;   // nothing follows the text
  uint64_t offset_ = 0;  // of the rest in the file
  uint64_t line_ = 1;    // of the rest
  RowSplitter splitter_{','};
  RowFault fault_;
  std::vector<std::string> header_;
  std::vector<std::string> remarks_;
  ReadCounts counts_;
};

}  // namespace mlrun
