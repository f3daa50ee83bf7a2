#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/byte_source.h"
#include "data/row_reader.h"

namespace mlrun {

// One CSV or TSV file (or stdin), streamed in blocks with bounded memory. RFC 4180, plus LF, lone
// CR and mixtures as line ends. Empty lines are skipped and counted, in one-column files too: a
// row with an empty text there is written "".
class CsvReader final : public RowReader {
 public:
  static constexpr size_t kBlock = size_t{1} << 20;
  static constexpr size_t kLineLimit = size_t{64} << 20;
  static constexpr size_t kFieldLimit = size_t{16} << 20;
  static constexpr size_t kColumnLimit = 100'000;

  // Reads the header. Requires a delimiter in the options, or 0 to choose it by looking.
  CsvReader(const std::string& path, const ReadOptions& options, size_t block = kBlock);
  const std::vector<std::string>& header() const override { return header_; }
  std::optional<RowBatch> next(size_t max_rows) override;
  const ReadCounts& counts() const override { return counts_; }
  std::vector<std::string> remarks() const override { return remarks_; }

 private:
  struct Row {
    std::vector<std::string_view> cells;
    std::vector<uint8_t> quoted;
    size_t end = 0;      // first byte after the row, relative to the text parsed
    uint64_t lines = 0;  // line ends it holds
  };
  enum class Parsed { kRow, kEmptyLine, kNeedMore };

  bool fill();
  void drop_mark();
  void choose_delimiter(const std::string& path, const ReadOptions& options);
  void read_header(bool has_header);
  // Splits one row off `text`; views point into it, or into `unquoted` where quotes were doubled.
  Parsed parse_row(std::string_view text, bool last, Row& row,
                   std::vector<std::shared_ptr<const std::string>>& unquoted);
  size_t parse_quoted(std::string_view text, size_t begin, bool last, Row& row,
                      std::vector<std::shared_ptr<const std::string>>& unquoted);
  void check_cells(const Row& row);
  [[noreturn]] void fail(uint64_t line, uint64_t byte, const std::string& what) const;

  ByteSource source_;
  std::string name_;
  size_t block_;
  char delimiter_ = ',';
  std::string buffer_;  // bytes read and not yet given out
  bool ended_ = false;
  uint64_t offset_ = 0;  // of buffer_[0] in the file
  uint64_t line_ = 1;    // of buffer_[0]
  std::vector<std::string> header_;
  std::vector<std::string> remarks_;
  ReadCounts counts_;
};

}  // namespace mlrun
