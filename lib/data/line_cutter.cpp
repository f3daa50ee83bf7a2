#include "data/line_cutter.h"

namespace mlrun {

void LineCutter::drop_used() {
  at_ -= begin_;
  begin_ = 0;
}

void LineCutter::take(std::string_view text, size_t end, std::vector<RowSpan>& rows) {
  if (end > begin_ && text[end - 1] == '\r') --end;
  const std::string_view line = text.substr(begin_, end - begin_);
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
    ++empty_lines_;
  } else {
    rows.push_back({begin_, end, line_});
  }
}

void LineCutter::cut(std::string_view text, bool last, size_t max_rows,
                     std::vector<RowSpan>& rows) {
  while (rows.size() < max_rows && begin_ < text.size() && !too_long_) {
    const size_t found = text.find('\n', at_);
    const bool whole = found != std::string_view::npos;
    at_ = whole ? found : text.size();
    too_long_ = at_ - begin_ > kLineLimit;
    if (too_long_ || (!whole && !last)) return;
    take(text, at_, rows);
    if (whole) ++at_;
    begin_ = at_;
    ++line_;
  }
}

}  // namespace mlrun
