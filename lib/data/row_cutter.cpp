#include "data/row_cutter.h"

#include <algorithm>

#include "data/byte_mask.h"

namespace mlrun {
namespace {

constexpr auto kNone = std::string_view::npos;

}  // namespace

// Finds line ends and quotes; looks at each byte once, as long as it is asked in order.
class RowCutter::Stops {
 public:
  explicit Stops(std::string_view text) : text_(text) {}

  // The first one from `at` on; the text's size when there is none.
  size_t find(size_t at) {
    if (at >= end_) look(at);
    uint64_t left = mask_ & ~uint64_t{0} << (at - (end_ - ByteMask::kBytes));
    while (left == 0 && end_ < text_.size()) {
      look(end_);
      left = mask_;
    }
    if (left == 0) return text_.size();
    return end_ - ByteMask::kBytes + static_cast<size_t>(std::countr_zero(left));
  }

 private:
  void look(size_t at) {
    mask_ = at < text_.size() ? ByteMask(text_, at).equal('\n', '\r', '"') : 0;
    end_ = at + ByteMask::kBytes;
  }

  std::string_view text_;
  uint64_t mask_ = 0;
  size_t end_ = 0;  // of the bytes that the mask tells of
};

uint64_t count_line_ends(std::string_view text) {
  uint64_t ends = 0;
  for (size_t at = 0; at < text.size(); at += ByteMask::kBytes) {
    const ByteMask bytes(text, at);
    ends += static_cast<uint64_t>(std::popcount(bytes.equal('\n', '\r')));
  }
  // A CRLF was counted twice.
  for (size_t at = text.find("\r\n"); at != kNone; at = text.find("\r\n", at + 2)) --ends;
  return ends;
}

// Past the closing quote; false when more text is needed to find it.
bool RowCutter::cross_quoted(std::string_view text, bool last) {
  size_t close = text.find('"', at_);
  while (close != kNone && close + 1 < text.size() && text[close + 1] == '"') {
    close = text.find('"', close + 2);
  }
  const size_t end = std::min(close, text.size());
  if (end - quote_ - 1 > kFieldLimit || (last && close == kNone)) {
    // Never closed: its row ends where the line of the quote does, whatever stands before that.
    quoted_ = false;
    broken_ = true;
    return true;
  }
  // A quote at the end of what is read may be half of a doubled one; a search that begins there
  // again would take it for the first half of another.
  if (close == kNone || (close + 1 == text.size() && !last)) return false;
  inner_line_ends_ += count_line_ends(text.substr(quote_ + 1, close - quote_ - 1));
  quoted_ = false;
  at_ = close + 1;
  return true;
}

// The row ends at `end`, a line end or the end of everything; false when more text is needed.
bool RowCutter::end_row(std::string_view text, size_t end, bool last) {
  const bool carriage = end < text.size() && text[end] == '\r';
  // A CR at the end of what is read may be half of a CRLF.
  if (carriage && end + 1 == text.size() && !last) return false;
  row_end_ = end;
  next_ = std::min(end + (carriage && text.substr(end + 1, 1) == "\n" ? 2 : 1), text.size());
  return true;
}

bool RowCutter::find_row(std::string_view text, bool last, Stops& stops) {
  for (;;) {
    if (quoted_ && !cross_quoted(text, last)) return false;
    at_ = stops.find(at_);
    if (at_ == text.size() && !last) return false;
    if (at_ == text.size() || text[at_] != '"') return end_row(text, at_, last);
    if (broken_) {
      ++at_;
      continue;
    }
    quoted_ = at_ == begin_ || text[at_ - 1] == delimiter_;
    quote_ = at_++;
  }
}

void RowCutter::cut(std::string_view text, bool last, size_t max_rows, std::vector<RowSpan>& rows) {
  Stops stops(text);
  while (rows.size() < max_rows && begin_ < text.size() && !too_long_) {
    const bool found = find_row(text, last, stops);
    // Of a row whose end is not known, what surely belongs to it: a quote may never be closed, a CR
    // at the end of the text ends the row.
    const size_t seen = found ? row_end_ : quoted_ ? quote_ : at_;
    too_long_ = seen - begin_ > kLineLimit;
    if (!found || too_long_) return;
    if (row_end_ == begin_) {
      ++empty_lines_;
    } else {
      rows.push_back({begin_, row_end_, line_});
    }
    line_ += inner_line_ends_ + 1;
    inner_line_ends_ = 0;
    broken_ = false;
    begin_ = at_ = next_;
  }
}

void RowCutter::drop_used() {
  at_ -= begin_;
  quote_ -= std::min(quote_, begin_);
  begin_ = 0;
}

}  // namespace mlrun
