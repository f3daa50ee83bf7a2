#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace mlrun {

// Where one row stands in a text, without its line end.
struct RowSpan {
  size_t begin = 0;
  size_t end = 0;
  uint64_t line = 1;  // of its first byte
};

// Finds the ends of CSV rows in a text that grows, and nothing else: LF, CRLF, lone CR and mixtures
// end a line, line ends inside quotes do not. A quote opens at the start of a cell only. One that
// is never closed (within kFieldLimit bytes) does not swallow the rows behind it: its row ends at
// the next line end.
class RowCutter {
 public:
  static constexpr size_t kLineLimit = size_t{64} << 20;
  static constexpr size_t kFieldLimit = size_t{16} << 20;

  // Requires an ASCII delimiter that is no quote and no line end.
  explicit RowCutter(char delimiter, uint64_t line = 1) : delimiter_(delimiter), line_(line) {}
  // Goes on in `text`, which begins where it did in the call before; appends rows until there are
  // max_rows in `rows` or the text ends. last: nothing follows the text. Empty lines are counted.
  void cut(std::string_view text, bool last, size_t max_rows, std::vector<RowSpan>& rows);
  // Bytes of the text that are done with: whole rows and empty lines.
  size_t used() const { return begin_; }
  // The text is given from used() on from now on.
  void drop_used();
  uint64_t empty_lines() const { return empty_lines_; }
  // Line of the first byte that is not used.
  uint64_t line() const { return line_; }
  // The row that is looked at is longer than kLineLimit: nothing more is found.
  bool too_long() const { return too_long_; }

 private:
  class Stops;
  bool find_row(std::string_view text, bool last, Stops& stops);
  bool cross_quoted(std::string_view text, bool last);
  bool end_row(std::string_view text, size_t end, bool last);

  char delimiter_;
  uint64_t line_;
  size_t begin_ = 0;              // of the row that is looked at
  size_t at_ = 0;                 // where to look on
  bool quoted_ = false;           // at_ stands inside quotes
  size_t quote_ = 0;              // the one that opened them
  bool broken_ = false;           // a quote of this row is never closed
  uint64_t inner_line_ends_ = 0;  // of the row so far
  size_t row_end_ = 0;            // of the row just found
  size_t next_ = 0;               // begin of the row after it
  uint64_t empty_lines_ = 0;
  bool too_long_ = false;
};

// Line ends in a text: LF, CRLF and lone CR count one each.
uint64_t count_line_ends(std::string_view text);

}  // namespace mlrun
