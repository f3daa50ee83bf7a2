#include "data/line_cutter.h"

#include <catch2/catch.hpp>
#include <string>

using namespace mlrun;

namespace {

// The lines of a text that comes in pieces of so many bytes: "line number:text".
std::vector<std::string> lines_of(const std::string& text, size_t piece, size_t max_rows,
                                  uint64_t& empty_lines) {
  LineCutter cutter;
  std::vector<std::string> lines;
  size_t dropped = 0;
  for (size_t end = 0; dropped < text.size();) {
    end = std::min(text.size(), end + piece);
    std::vector<RowSpan> spans;
    do {
      spans.clear();
      const std::string_view given = std::string_view(text).substr(dropped, end - dropped);
      cutter.cut(given, end == text.size(), max_rows, spans);
      REQUIRE(spans.size() <= max_rows);
      for (const RowSpan& span : spans) {
        lines.push_back(std::to_string(span.line) + ":" +
                        std::string(given.substr(span.begin, span.end - span.begin)));
      }
      dropped += cutter.used();
      cutter.drop_used();
    } while (!spans.empty());
  }
  empty_lines = cutter.empty_lines();
  return lines;
}

}  // namespace

TEST_CASE("lines are the same however the text comes", "[data]") {
  const std::string text = "one\ntwo\r\n\n \r\nthr\ree\n\r\r\nlast";
  for (size_t piece = 1; piece <= text.size() + 1; ++piece) {
    for (const size_t max_rows : {1, 2, 100}) {
      uint64_t empty_lines = 0;
      CHECK(lines_of(text, piece, max_rows, empty_lines) ==
            std::vector<std::string>{"1:one", "2:two", "5:thr\ree", "7:last"});
      CHECK(empty_lines == 3);
    }
  }
}

TEST_CASE("a line without its end waits for more of the text", "[data]") {
  LineCutter cutter;
  std::vector<RowSpan> spans;
  cutter.cut("", false, 9, spans);
  cutter.cut("ab", false, 9, spans);
  CHECK(spans.empty());
  CHECK(cutter.used() == 0);
  cutter.cut("abc\nd", false, 9, spans);
  REQUIRE(spans.size() == 1);
  CHECK(spans[0].end == 3);
  CHECK(cutter.used() == 4);
  CHECK(cutter.line() == 2);
}

TEST_CASE("a line of more than 64 MiB is told", "[.slow][data]") {
  LineCutter cutter;
  std::vector<RowSpan> spans;
  const std::string text = "a\n" + std::string(LineCutter::kLineLimit + 1, 'x') + "\nb\n";
  cutter.cut(text, true, 9, spans);
  CHECK(spans.size() == 1);
  CHECK(cutter.too_long());
  CHECK(cutter.line() == 2);
  LineCutter just;
  spans.clear();
  just.cut(std::string_view(text).substr(3), true, 9, spans);
  CHECK(spans.size() == 2);
  CHECK_FALSE(just.too_long());
}
