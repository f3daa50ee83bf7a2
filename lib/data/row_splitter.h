#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "data/row_reader.h"

namespace mlrun {

// What is wrong with a row.
struct RowFault {
  size_t at = 0;                 // byte of the text where it shows
  std::optional<size_t> column;  // position of the cell, from 0
  std::string what;
};

// Line ends in a text: LF, CRLF and lone CR count one each.
uint64_t count_line_ends(std::string_view text);

// Splits CSV text into rows by RFC 4180; LF, CRLF, lone CR and mixtures end a line. A quote inside
// an unquoted cell is plain text. Knows nothing of files and keeps nothing between rows.
class RowSplitter {
 public:
  static constexpr size_t kLineLimit = size_t{64} << 20;
  static constexpr size_t kFieldLimit = size_t{16} << 20;
  static constexpr size_t kColumnLimit = 100'000;
  enum class Result { kRow, kEmptyLine, kNeedMore, kFault };

  // Requires an ASCII delimiter that is no quote and no line end.
  explicit RowSplitter(char delimiter);
  // Takes one row off the front of `text` and appends its cells (and their quoted flags) to the
  // batch; views point into `text`, or into the batch's storage where quotes were doubled. Any
  // other result leaves the batch as it was. `last`: nothing follows the text.
  Result split(std::string_view text, bool last, RowBatch& batch);
  // After kRow and kEmptyLine: length of the row with its line end, and the line ends in it.
  size_t bytes() const { return bytes_; }
  uint64_t line_ends() const { return line_ends_; }
  // After kFault.
  const RowFault& fault() const { return fault_; }

 private:
  Result split_cells(std::string_view text, bool last, RowBatch& batch);
  Result take_quoted(std::string_view text, size_t at, bool last, RowBatch& batch);
  Result end_row(std::string_view text, size_t end, bool last);
  Result check_bytes(std::string_view row, const RowBatch& batch);
  Result fail(size_t at, std::optional<size_t> column, std::string what);
  size_t column_at(std::string_view row, size_t position) const;

  char delimiter_;
  std::array<bool, 256> ends_cell_{};
  size_t first_ = 0;     // cells of the batch before this row
  size_t cell_end_ = 0;  // where the cell just taken ends
  size_t bytes_ = 0;
  uint64_t line_ends_ = 0;
  RowFault fault_;
};

}  // namespace mlrun
