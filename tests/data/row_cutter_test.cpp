#include "data/row_cutter.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace mlrun;
using Spans = std::vector<RowSpan>;

namespace mlrun {

static bool operator==(const RowSpan& a, const RowSpan& b) {
  return a.begin == b.begin && a.end == b.end && a.line == b.line;
}

}  // namespace mlrun

namespace {

struct Cut {
  Spans rows;
  uint64_t empty_lines = 0;
  friend bool operator==(const Cut&, const Cut&) = default;
};

// The text in one go.
Cut cut_whole(std::string_view text, size_t max_rows = 1000) {
  RowCutter cutter(',');
  Cut cut;
  for (size_t before = 0;; before = cut.rows.size()) {
    cutter.cut(text, true, before + max_rows, cut.rows);
    if (cut.rows.size() == before) break;
  }
  CHECK(cutter.used() == text.size());
  cut.empty_lines = cutter.empty_lines();
  return cut;
}

// The text in pieces: bit i of `cuts` says that one ends behind byte i. What is used is dropped, as
// a reader does.
Cut cut_in_pieces(std::string_view text, uint64_t cuts) {
  RowCutter cutter(',');
  Cut cut;
  Spans found;
  size_t dropped = 0;
  for (size_t end = 1; end <= text.size(); ++end) {
    const bool last = end == text.size();
    if (!last && (cuts >> (end - 1) & 1) == 0) continue;
    found.clear();
    cutter.cut(text.substr(dropped, end - dropped), last, 1000, found);
    for (const RowSpan& row : found) {
      cut.rows.push_back({dropped + row.begin, dropped + row.end, row.line});
    }
    dropped += cutter.used();
    cutter.drop_used();
  }
  cut.empty_lines = cutter.empty_lines();
  return cut;
}

// The same by the plainest of programs.
class Plain {
 public:
  explicit Plain(std::string_view text) : text_(text) {}

  Cut cut() {
    Cut cut;
    for (size_t begin = 0; begin < text_.size();) {
      const size_t end = end_of_row(begin);
      const size_t next = std::min(end + (text_.substr(end, 2) == "\r\n" ? 2 : 1), text_.size());
      const uint64_t line = 1 + count_line_ends(text_.substr(0, begin));
      if (end == begin) {
        ++cut.empty_lines;
      } else {
        cut.rows.push_back({begin, end, line});
      }
      begin = next;
    }
    return cut;
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

// Between rows stand line ends and nothing else, as many as the lines say.
void check_cover(std::string_view text, const Cut& cut) {
  size_t at = 0;
  for (const RowSpan& row : cut.rows) {
    REQUIRE(row.begin >= at);
    REQUIRE(row.end > row.begin);
    REQUIRE(text.substr(at, row.begin - at).find_first_not_of("\r\n") == std::string_view::npos);
    REQUIRE(row.line == 1 + count_line_ends(text.substr(0, row.begin)));
    at = row.end;
  }
  REQUIRE(text.substr(at).find_first_not_of("\r\n") == std::string_view::npos);
}

// "1:text|3:more" and the empty lines behind it.
std::string rows_of(std::string_view text, char delimiter = ',') {
  RowCutter cutter(delimiter);
  Spans rows;
  cutter.cut(text, true, 1000, rows);
  std::string shown;
  for (const RowSpan& row : rows) {
    shown += (shown.empty() ? "" : "|") + std::to_string(row.line) + ":" +
             std::string(text.substr(row.begin, row.end - row.begin));
  }
  return shown + (cutter.empty_lines() > 0 ? " +" + std::to_string(cutter.empty_lines()) : "");
}

}  // namespace

TEST_CASE("LF, CRLF and lone CR end a row, and count one line each", "[data]") {
  CHECK(rows_of("a,b\nc") == "1:a,b|2:c");
  CHECK(rows_of("a,b\r\nc") == "1:a,b|2:c");
  CHECK(rows_of("a,b\rc") == "1:a,b|2:c");
  CHECK(rows_of("a,b\r\rc") == "1:a,b|3:c +1");
  CHECK(rows_of("a,b\n\rc") == "1:a,b|3:c +1");
  CHECK(rows_of("a\r\n") == "1:a");
  CHECK(rows_of("a\r") == "1:a");
  CHECK(rows_of("\r\n\n \n") == "3:  +2");
  CHECK(rows_of("").empty());
}

TEST_CASE("line ends in quotes belong to the row, and count as lines", "[data]") {
  CHECK(rows_of("\"a\nb\",c\nd") == "1:\"a\nb\",c|3:d");
  CHECK(rows_of("x,\"\r\n\n\r\"\r\nd") == "1:x,\"\r\n\n\r\"|5:d");
  CHECK(rows_of("\"a\"\"\n\"\nb") == "1:\"a\"\"\n\"|3:b");
}

TEST_CASE("a quote opens at the start of a cell only", "[data]") {
  CHECK(rows_of("5'7\"\nx") == "1:5'7\"|2:x");
  CHECK(rows_of(" \"a\nb\"\n") == "1: \"a|2:b\"");
  CHECK(rows_of("a;\"b\nc\"\n") == "1:a;\"b|2:c\"");
  CHECK(rows_of("a;\"b\nc\"\n", ';') == "1:a;\"b\nc\"");
}

TEST_CASE("an open quote takes its own line only", "[data]") {
  CHECK(rows_of("\"a\nb\nc") == "1:\"a|2:b|3:c");
  CHECK(rows_of("x,\"a\"\"\r\nb") == "1:x,\"a\"\"|2:b");
  // Its row keeps the lines of the quotes before it.
  CHECK(rows_of("\"a\nb\",\"c\nd\ne") == "1:\"a\nb\",\"c|3:d|4:e");
}

TEST_CASE("no more rows are found than are asked for, and the rest later", "[data]") {
  RowCutter cutter(',');
  Spans rows;
  cutter.cut("a\nb\nc\n", true, 2, rows);
  CHECK(rows == Spans{{0, 1, 1}, {2, 3, 2}});
  CHECK(cutter.used() == 4);
  CHECK(cutter.line() == 3);
  cutter.cut("a\nb\nc\n", true, 2, rows);
  CHECK(rows.size() == 2);
  cutter.cut("a\nb\nc\n", true, 9, rows);
  CHECK(rows.size() == 3);
}

TEST_CASE("what may go on waits for more", "[data]") {
  for (const std::string text : {"", "a", "a,", "\"", "\"a", "\"a\"", "\"a\"\"", "a\r", "\r",
                                 "\"a\"\r", "\"a\nb", "a,\"b,c\n"}) {
    RowCutter cutter(',');
    Spans rows;
    cutter.cut(text, false, 9, rows);
    CAPTURE(text);
    CHECK(rows.empty());
    CHECK(cutter.used() == 0);
    CHECK(cutter.empty_lines() == 0);
  }
}

TEST_CASE("line ends are counted by their kind", "[data]") {
  CHECK(count_line_ends("") == 0);
  CHECK(count_line_ends("a") == 0);
  CHECK(count_line_ends("\n") == 1);
  CHECK(count_line_ends("\r") == 1);
  CHECK(count_line_ends("\r\n") == 1);
  CHECK(count_line_ends("\n\r") == 2);
  CHECK(count_line_ends("\r\r\n\n") == 3);
  CHECK(count_line_ends("a\nb\r\nc\rd") == 3);
}

TEST_CASE("every short text is cut the same in any pieces, and covered", "[data]") {
  constexpr std::string_view kLetters = "a,\"\n\r";
  constexpr size_t kLongest = 7;
  std::string text;
  size_t texts = 0;
  const auto check = [&] {
    ++texts;
    const Cut whole = Plain(text).cut();
    check_cover(text, whole);
    INFO("text: " << text);
    REQUIRE(cut_whole(text) == whole);
    REQUIRE(cut_whole(text, 1) == whole);
    const uint64_t ways = uint64_t{1} << (text.empty() ? 0 : text.size() - 1);
    for (uint64_t cuts = 0; cuts < ways; ++cuts) {
      if (cut_in_pieces(text, cuts) == whole) continue;
      FAIL("other rows with cuts " << cuts);
    }
  };
  const auto each = [&](const auto& self) -> void {
    check();
    if (text.size() == kLongest) return;
    for (const char letter : kLetters) {
      text += letter;
      self(self);
      text.pop_back();
    }
  };
  each(each);
  CHECK(texts == 97'656);
}
