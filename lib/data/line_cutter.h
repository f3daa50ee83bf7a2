#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "data/row_cutter.h"

namespace mlrun {

// Finds lines in a text that grows, and nothing else: LF and CRLF end one, at the end of the text
// nothing need. Lines of blanks alone are passed over and counted.
class LineCutter {
 public:
  static constexpr size_t kLineLimit = RowCutter::kLineLimit;

  // Goes on in `text`, which begins where it did in the call before; appends lines until there are
  // max_rows in `rows` or the text ends. last: nothing follows the text.
  void cut(std::string_view text, bool last, size_t max_rows, std::vector<RowSpan>& rows);
  // Bytes of the text that are done with: whole lines.
  size_t used() const { return begin_; }
  // The text is given from used() on from now on.
  void drop_used();
  uint64_t empty_lines() const { return empty_lines_; }
  // Of the first byte that is not used, from 1.
  uint64_t line() const { return line_; }
  // The line that is looked at is longer than kLineLimit: nothing more is found.
  bool too_long() const { return too_long_; }

 private:
  void take(std::string_view text, size_t end, std::vector<RowSpan>& rows);
  uint64_t line_ = 1;
  size_t begin_ = 0;  // of the line that is looked at
  size_t at_ = 0;     // where to look on
  uint64_t empty_lines_ = 0;
  bool too_long_ = false;
};

}  // namespace mlrun
