// Rows are found the same however the text arrives.
#include "data/row_cutter.h"

#include <catch2/catch.hpp>
#include <string>

using mlrun::count_line_ends;
using mlrun::RowCutter;
using mlrun::RowSpan;

namespace {

// All rows of a text, in words: "0-3@1 " per row, then empty lines and the last line's number.
std::string told(const std::vector<RowSpan>& rows, const RowCutter& cutter) {
  std::string text;
  for (const RowSpan& row : rows) {
    text += std::to_string(row.begin) + "-" + std::to_string(row.end) + "@" +
            std::to_string(row.line) + " ";
  }
  return text + "empty " + std::to_string(cutter.empty_lines()) + " line " +
         std::to_string(cutter.line());
}

std::string cut_whole(std::string_view text, char delimiter = ',') {
  RowCutter cutter(delimiter);
  std::vector<RowSpan> rows;
  cutter.cut(text, true, text.size() + 1, rows);
  CHECK(cutter.used() == text.size());
  return told(rows, cutter);
}

// The text arrives in pieces: bit i of `splits` cuts it behind byte i. `drop`: what is used is
// forgotten as a reader does. The end is told with the last piece or, as a pipe does, behind it.
std::string cut_in_pieces(std::string_view text, uint32_t splits, size_t max_rows, bool drop,
                          bool end_apart) {
  RowCutter cutter(',');
  std::vector<RowSpan> rows;
  size_t base = 0;
  const auto take = [&](size_t end, bool last) {
    size_t found = 0;
    do {
      std::vector<RowSpan> some;
      cutter.cut(text.substr(base, end - base), last, max_rows, some);
      found = some.size();
      for (const RowSpan& row : some) rows.push_back({base + row.begin, base + row.end, row.line});
      if (!drop) continue;
      base += cutter.used();
      cutter.drop_used();
    } while (found == max_rows);
  };
  for (size_t end = 1; end <= text.size(); ++end) {
    const bool whole = end == text.size();
    if (whole || (splits >> (end - 1) & 1U) != 0) take(end, whole && !end_apart);
  }
  if (end_apart) take(text.size(), true);
  return told(rows, cutter);
}

// Rows, and between them nothing but line ends: one per row, and one per empty line.
bool covers(std::string_view text) {
  RowCutter cutter(',');
  std::vector<RowSpan> rows;
  cutter.cut(text, true, text.size() + 1, rows);
  uint64_t ends = 0;
  size_t at = 0;
  for (const RowSpan& row : rows) {
    const std::string_view between = text.substr(at, row.begin - at);
    if (between.find_first_not_of("\r\n") != std::string_view::npos) return false;
    if (row.begin >= row.end) return false;
    if (row.line != 1 + count_line_ends(text.substr(0, row.begin))) return false;
    ends += count_line_ends(between);
    at = row.end;
  }
  const std::string_view rest = text.substr(at);
  if (rest.find_first_not_of("\r\n") != std::string_view::npos) return false;
  ends += count_line_ends(rest);
  const bool open_end = rest.empty() && !rows.empty();
  return ends + (open_end ? 1 : 0) == rows.size() + cutter.empty_lines();
}

template <class Use>
void for_every_text(size_t longest, const Use& use) {
  constexpr std::string_view kAlphabet = "a,\"\n\r";
  for (size_t length = 0; length <= longest; ++length) {
    std::string text(length, kAlphabet[0]);
    std::vector<size_t> letters(length);
    for (;;) {
      use(text);
      size_t i = 0;
      while (i < length && ++letters[i] == kAlphabet.size()) letters[i++] = 0;
      if (i == length) break;
      for (size_t k = 0; k <= i; ++k) text[k] = kAlphabet[letters[k]];
    }
  }
}

// The same by the plainest of programs.
class Plain {
 public:
  explicit Plain(std::string_view text) : text_(text) {}

  // In words, as told() has them.
  std::string cut() const {
    std::string text;
    uint64_t empty_lines = 0;
    for (size_t begin = 0; begin < text_.size();) {
      const size_t end = end_of_row(begin);
      const size_t next = std::min(end + (text_.substr(end, 2) == "\r\n" ? 2 : 1), text_.size());
      const uint64_t line = 1 + count_line_ends(text_.substr(0, begin));
      if (end == begin) {
        ++empty_lines;
      } else {
        text +=
            std::to_string(begin) + "-" + std::to_string(end) + "@" + std::to_string(line) + " ";
      }
      begin = next;
    }
    return text + "empty " + std::to_string(empty_lines);
  }

 private:
  size_t end_of_row(size_t begin) const {
    bool broken = false;
    for (size_t at = begin; at < text_.size(); ++at) {
      if (text_[at] == '\n' || text_[at] == '\r') return at;
      const bool opens = at == begin || text_[at - 1] == ',';
      if (text_[at] != '"' || !opens || broken) continue;
      const size_t close = closing(at);
      broken = close == std::string_view::npos;
      if (!broken) at = close;
    }
    return text_.size();
  }

  size_t closing(size_t open) const {
    size_t at = text_.find('"', open + 1);
    while (at != std::string_view::npos && text_.substr(at + 1, 1) == "\"") {
      at = text_.find('"', at + 2);
    }
    return at;
  }

  std::string_view text_;
};

}  // namespace

TEST_CASE("every short text is cut the same in whatever pieces it comes", "[data]") {
  size_t checked = 0;
  std::string wrong;
  for_every_text(7, [&](const std::string& text) {
    const std::string whole = cut_whole(text);
    const uint32_t all = text.empty() ? 1U : 1U << (text.size() - 1);
    for (uint32_t splits = 0; splits < all; ++splits) {
      // Rows a call, forgetting and the end's form go through all mixtures over the splits.
      const uint32_t mix = splits + static_cast<uint32_t>(checked);
      const size_t max_rows = mix % 3 == 0 ? 1 : mix % 3 == 1 ? 2 : 100;
      const bool same =
          cut_in_pieces(text, splits, max_rows, mix % 2 == 0, mix / 2 % 2 == 0) == whole;
      if (!same && wrong.empty()) wrong = text + " split by " + std::to_string(splits);
      ++checked;
    }
  });
  CHECK(wrong.empty());
  CHECK(checked > 1'000'000);
}

TEST_CASE("rows and line ends cover every short text", "[data]") {
  std::string wrong;
  for_every_text(7, [&](const std::string& text) {
    if (wrong.empty() && !covers(text)) wrong = "in " + text;
  });
  CHECK(wrong.empty());
}

TEST_CASE("rows are told with begin, end and line", "[data]") {
  CHECK(cut_whole("") == "empty 0 line 1");
  CHECK(cut_whole("a\nb\r\nc\rd") == "0-1@1 2-3@2 5-6@3 7-8@4 empty 0 line 5");
  CHECK(cut_whole("\n\r\na\n\n") == "3-4@3 empty 3 line 5");
  CHECK(cut_whole("\"a\r\nb\",\"\n\"\nc") == "0-10@1 11-12@4 empty 0 line 5");
  CHECK(cut_whole("a;\"\n\"\n", ';') == "0-5@1 empty 0 line 3");
  // Behind another delimiter, or in the middle of a cell, a quote opens nothing.
  CHECK(cut_whole("a,\"\n\"\n", ';') == "0-3@1 4-5@2 empty 0 line 3");
  CHECK(cut_whole("a\"\n\"\"\n") == "0-2@1 3-5@2 empty 0 line 3");
}

TEST_CASE("a quote that is never closed ends at its line, and others go on behind it", "[data]") {
  CHECK(cut_whole("a,\"b\nc\nd") == "0-4@1 5-6@2 7-8@3 empty 0 line 4");
  CHECK(cut_whole("\"\"\"\n\nx\n") == "0-3@1 5-6@3 empty 1 line 4");
  CHECK(cut_whole("\"x\ny\",\"z\nw\n") == "0-8@1 9-10@3 empty 0 line 4");
}

TEST_CASE("no more rows are found than asked for", "[data]") {
  RowCutter cutter(',');
  std::vector<RowSpan> rows;
  const std::string_view text = "a\nb\nc";
  cutter.cut(text, true, 2, rows);
  CHECK(rows.size() == 2);
  CHECK(cutter.used() == 4);
  cutter.cut(text, true, 2, rows);
  CHECK(rows.size() == 2);
  cutter.cut(text, true, 9, rows);
  CHECK(rows.size() == 3);
  CHECK(cutter.used() == 5);
}

TEST_CASE("lines are counted from the number given", "[data]") {
  RowCutter cutter(',', 10);
  std::vector<RowSpan> rows;
  cutter.cut("a\nb\n", true, 9, rows);
  CHECK(rows[1].line == 11);
  CHECK(cutter.line() == 12);
}

TEST_CASE("every short text is cut as the plainest of programs cuts it", "[data]") {
  constexpr std::string_view kLetters = "a,\"\n\r";
  std::string text;
  const auto each = [&](const auto& self) -> void {
    INFO("text: " << text);
    const std::string whole = cut_whole(text);
    REQUIRE(whole.substr(0, whole.find(" line")) == Plain(text).cut());
    for (size_t c = 0; text.size() < 7 && c < kLetters.size(); ++c) {
      text += kLetters[c];
      self(self);
      text.pop_back();
    }
  };
  each(each);
}

TEST_CASE("a quote opens at the start of a cell only", "[data]") {
  CHECK(cut_whole("5'7\"\nx") == "0-4@1 5-6@2 empty 0 line 3");
  CHECK(cut_whole(" \"a\nb\"\n") == "0-3@1 4-6@2 empty 0 line 3");
  CHECK(cut_whole("a;\"b\nc\"\n") == "0-4@1 5-7@2 empty 0 line 3");
  CHECK(cut_whole("a;\"b\nc\"\n", ';') == "0-7@1 empty 0 line 3");
}

TEST_CASE("a row that may go on waits for more", "[data]") {
  for (const std::string text : {"", "a", "a,", "\"", "\"a", "\"a\"", "\"a\"\"", "a\r", "\r",
                                 "\"a\"\r", "\"a\nb", "a,\"b,c\n"}) {
    RowCutter cutter(',');
    std::vector<RowSpan> rows;
    cutter.cut(text, false, 9, rows);
    CAPTURE(text);
    CHECK(rows.empty());
    CHECK(cutter.used() == 0);
    CHECK(cutter.empty_lines() == 0);
  }
}
