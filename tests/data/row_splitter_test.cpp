// Rows found by the cutter and taken apart by the splitter.
#include "data/row_splitter.h"

#include <catch2/catch.hpp>
#include <cstdint>

#include "core/guarded_page.h"
#include "data/row_cutter.h"

using namespace std::string_literals;
using mlrun::RowBatch;
using mlrun::RowCutter;
using mlrun::RowSpan;
using mlrun::RowSplitter;

namespace {

std::string fault_of(const RowBatch& batch) {
  const auto& fault = batch.faults.front();
  for (const auto cell : batch.cells) CHECK(cell.empty());
  CHECK(fault.exact);
  return "byte " + std::to_string(fault.byte) +
         (fault.column ? ", column " + std::to_string(*fault.column) : "") + ": " + fault.what;
}

// One row off the front of a text, in words: "[a]["b"] 6 bytes, 1 line ends"; cells in quotes are
// shown in quotes. A fault: "byte 3, column 1: what".
std::string row_of(std::string_view text, bool last = true, char delimiter = ',') {
  RowCutter cutter(delimiter);
  std::vector<RowSpan> spans;
  cutter.cut(text, last, 1, spans);
  std::string shown;
  for (uint64_t line = 0; line < cutter.empty_lines(); ++line) shown += "empty line, ";
  if (spans.empty() && shown.empty()) return "more";
  RowBatch batch;
  if (!spans.empty()) {
    const RowSpan& span = spans.front();
    const std::string_view row = text.substr(span.begin, span.end - span.begin);
    RowSplitter splitter(delimiter);
    batch.columns = splitter.count_fields(row);
    splitter.split(row, span.line, span.begin, batch);
    CHECK(batch.rows() == 1);
    CHECK(batch.texts.front() == row);
    if (!batch.faults.empty()) return fault_of(batch);
  }
  CHECK(batch.quoted.size() == batch.cells.size());
  for (size_t c = 0; c < batch.cells.size(); ++c) {
    const std::string mark = batch.quoted[c] != 0 ? "\"" : "";
    shown += "[" + mark + std::string(batch.cells[c]) + mark + "]";
  }
  // The line behind the row counts one more, also where the text ends without a line end.
  const bool ended = cutter.used() > (spans.empty() ? 0 : spans.front().end);
  return shown + " " + std::to_string(cutter.used()) + " bytes, " +
         std::to_string(cutter.line() - (ended ? 1 : 2)) + " line ends";
}

}  // namespace

TEST_CASE("LF, CRLF and lone CR end a row, and count one line each", "[data]") {
  CHECK(row_of("a,b\nc") == "[a][b] 4 bytes, 1 line ends");
  CHECK(row_of("a,b\r\nc") == "[a][b] 5 bytes, 1 line ends");
  CHECK(row_of("a,b\rc") == "[a][b] 4 bytes, 1 line ends");
  CHECK(row_of("a,b\r\rc") == "[a][b] 4 bytes, 1 line ends");
  CHECK(row_of("a,b\n\rc") == "[a][b] 4 bytes, 1 line ends");
  CHECK(row_of("\"a\",b\r\nc") == "[\"a\"][b] 7 bytes, 1 line ends");
}

TEST_CASE("the last row may end with or without a line end", "[data]") {
  CHECK(row_of("a,b") == "[a][b] 3 bytes, 0 line ends");
  CHECK(row_of("a,b\n") == "[a][b] 4 bytes, 1 line ends");
  CHECK(row_of("a,b\r") == "[a][b] 4 bytes, 1 line ends");
  CHECK(row_of("a,\"b\"") == "[a][\"b\"] 5 bytes, 0 line ends");
  CHECK(row_of("a,") == "[a][] 2 bytes, 0 line ends");
}

TEST_CASE("empty cells are cells; an empty line is none", "[data]") {
  CHECK(row_of(",\n") == "[][] 2 bytes, 1 line ends");
  CHECK(row_of(",,\r\n") == "[][][] 4 bytes, 1 line ends");
  CHECK(row_of("\"\"\n") == "[\"\"] 3 bytes, 1 line ends");
  CHECK(row_of("\n") == "empty line,  1 bytes, 1 line ends");
  CHECK(row_of("\r\n") == "empty line,  2 bytes, 1 line ends");
  CHECK(row_of("\r") == "empty line,  1 bytes, 1 line ends");
  CHECK(row_of("\ra") == "empty line, [a] 2 bytes, 1 line ends");
  CHECK(row_of(" \n") == "[ ] 2 bytes, 1 line ends");
}

TEST_CASE("quotes hold delimiters and line ends, which count as lines", "[data]") {
  CHECK(row_of("\"a,b\",c\n") == "[\"a,b\"][c] 8 bytes, 1 line ends");
  CHECK(row_of("\"a\nb\",c\n") == "[\"a\nb\"][c] 8 bytes, 2 line ends");
  CHECK(row_of("\"a\r\nb\",\"\r\"\r\n") == "[\"a\r\nb\"][\"\r\"] 12 bytes, 3 line ends");
  CHECK(row_of("\"\r\n\n\r\"") == "[\"\r\n\n\r\"] 6 bytes, 3 line ends");
}

TEST_CASE("a doubled quote is one", "[data]") {
  CHECK(row_of("\"a\"\"b\"") == "[\"a\"b\"] 6 bytes, 0 line ends");
  CHECK(row_of("\"\"\"\"") == "[\"\"\"] 4 bytes, 0 line ends");
  CHECK(row_of("\"\"\"\"\"\",x") == "[\"\"\"\"][x] 8 bytes, 0 line ends");
  CHECK(row_of("\"\"\"a\"\"\"") == "[\"\"a\"\"] 7 bytes, 0 line ends");
}

TEST_CASE("a quote inside an unquoted cell is plain text", "[data]") {
  CHECK(row_of("a\"b\",c") == "[a\"b\"][c] 6 bytes, 0 line ends");
  CHECK(row_of(" \"a\",c") == "[ \"a\"][c] 6 bytes, 0 line ends");
  CHECK(row_of("5'7\"\nx") == "[5'7\"] 5 bytes, 1 line ends");
  CHECK(row_of("a\"\n\"") == "[a\"] 3 bytes, 1 line ends");
}

TEST_CASE("other delimiters leave commas alone", "[data]") {
  CHECK(row_of("a;b,c\n", true, ';') == "[a][b,c] 6 bytes, 1 line ends");
  CHECK(row_of("a\t\"b\tc\"\n", true, '\t') == "[a][\"b\tc\"] 8 bytes, 1 line ends");
  CHECK(row_of("a  b", true, ' ') == "[a][][b] 4 bytes, 0 line ends");
}

TEST_CASE("faults of quotes are told with byte and column", "[data]") {
  CHECK(row_of("a,\"b\nc,d\n") == "byte 2, column 1: this quote is never closed");
  CHECK(row_of("\"") == "byte 0, column 0: this quote is never closed");
  CHECK(row_of("\"a\"\"") == "byte 0, column 0: this quote is never closed");
  CHECK(row_of("a,\"b\"c,d\n") == "byte 5, column 1: text after a closing quote");
  CHECK(row_of("\"a\" ,b\n") == "byte 3, column 0: text after a closing quote");
  CHECK(row_of("\"a\nb\"\"\"x") == "byte 7, column 0: text after a closing quote");
}

TEST_CASE("bad bytes are told with byte and column", "[data]") {
  CHECK(row_of("a,b\0c\n"s) == "byte 3, column 1: a NUL byte");
  CHECK(row_of("\0"s) == "byte 0, column 0: a NUL byte");
  CHECK(row_of("a,\"b,\"\"\n\0\",c\n"s) == "byte 8, column 1: a NUL byte");
  CHECK(row_of("a,\xFF\n") == R"(byte 2, column 1: expected UTF-8, got "\xff")");
  CHECK(row_of("\"x,\",caf\xE9,d\n") == R"(byte 8, column 1: expected UTF-8, got "caf\xe9")");
  CHECK(row_of("12345678,12345678\xC3\n") ==
        R"(byte 17, column 1: expected UTF-8, got "12345678\xc3")");
  CHECK(row_of("\xED\xA0\x80\n") == R"(byte 0, column 0: expected UTF-8, got "\xed\xa0\x80")");
  CHECK(row_of("\xC0\x80\n") == R"(byte 0, column 0: expected UTF-8, got "\xc0\x80")");
  CHECK(row_of("\xF4\x90\x80\x80\n").starts_with("byte 0, column 0: expected UTF-8"));
  // The first of several, and the bad text before a NUL that cuts a character short.
  CHECK(row_of("\xFF,\0\n"s).starts_with("byte 0, column 0: expected UTF-8"));
  CHECK(row_of("a,\xC3\0,\n"s).starts_with("byte 2, column 1: expected UTF-8"));
  CHECK(row_of("a,\0\xFF\n"s) == "byte 2, column 1: a NUL byte");
}

TEST_CASE("a character may not be cut by a delimiter", "[data]") {
  CHECK(row_of("\xC3,\xA9\n").starts_with("byte 0, column 0: expected UTF-8"));
  CHECK(row_of("\xC3\n\xA9").starts_with("byte 0, column 0: expected UTF-8"));
}

TEST_CASE("good text beyond ASCII and control bytes pass", "[data]") {
  CHECK(row_of("K\u00f6ln,\u2203,\U0001d11e\n") ==
        "[K\u00f6ln][\u2203][\U0001d11e] 15 bytes, 1 line ends");
  CHECK(row_of("\x01,\x1F,\x7F\v\f\n") == "[\x01][\x1F][\x7F\v\f] 8 bytes, 1 line ends");
}

TEST_CASE("what may go on waits for more", "[data]") {
  for (const char* text : {"", "a", "a,", "a,b", "\"", "\"a", "\"a\"", "\"a\"\"", "a\r", "\r",
                           "\"a\"\r", "\"a\nb", "a,\"b,c\n"}) {
    CAPTURE(text);
    CHECK(row_of(text, false) == "more");
  }
  CHECK(row_of("a\r\n", false) == "[a] 3 bytes, 1 line ends");
  CHECK(row_of("a\rb", false) == "[a] 2 bytes, 1 line ends");
  CHECK(row_of("\n", false) == "empty line,  1 bytes, 1 line ends");
}

TEST_CASE("a row is the same however much of what follows is there", "[data]") {
  for (const std::string& text : {"a,\"b\"\"\r\nc\",\u00e9\r\nx\n"s, "\"\"\"\",\"\r\"\rx"s,
                                  "a,\"b\"c\n"s, "a,\0\nb"s, "\xC3\xA9,\xFF\n"s, ",\r\n\r\n"s}) {
    const std::string whole = row_of(text);
    for (size_t size = 0; size < text.size(); ++size) {
      CAPTURE(text, size);
      const std::string part = row_of(std::string_view(text).substr(0, size), false);
      const bool same = part == "more" || part == whole;
      CHECK(same);
    }
  }
}

TEST_CASE("rows are added behind what a batch holds; a bad one keeps its place", "[data]") {
  RowSplitter splitter(',');
  RowBatch batch;
  batch.columns = 2;
  splitter.split("\"a\"\"\",b", 2, 10, batch);
  const std::string texts[] = {"\"x\"\"\",\"y\"z", "\"x\"\"\",\0"s, "c,\"x\"\"\",\"y", "c"};
  for (const std::string& bad : texts) splitter.split(bad, 7, 30, batch);
  splitter.split("c,\"d\"", 9, 50, batch);
  CHECK(batch.rows() == 6);
  CHECK(batch.cells ==
        std::vector<std::string_view>{"a\"", "b", "", "", "", "", "", "", "", "", "c", "d"});
  CHECK(batch.quoted == std::vector<uint8_t>{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  CHECK(batch.lines == std::vector<uint64_t>{2, 7, 7, 7, 7, 9});
  CHECK(batch.bytes == std::vector<uint64_t>{10, 30, 30, 30, 30, 50});
  REQUIRE(batch.faults.size() == 4);
  for (size_t i = 0; i < 4; ++i) {
    CHECK(batch.faults[i].row == i + 1);
    CHECK(batch.texts[i + 1] == texts[i]);
  }
  CHECK(batch.faults[0].byte == 39);
  CHECK(batch.faults[3].what == "expected 2 fields, got 1");
  CHECK(batch.faults[3].byte == 30);
}

TEST_CASE("a fault behind quoted line ends is told at its own line", "[data]") {
  RowSplitter splitter(',');
  RowBatch batch;
  batch.columns = 1;
  splitter.split("\"a\r\nb\r\"c", 5, 100, batch);
  REQUIRE(batch.faults.size() == 1);
  CHECK(batch.faults[0].line == 7);
  CHECK(batch.faults[0].byte == 107);
  CHECK(batch.lines[0] == 5);
}

TEST_CASE("a row is taken apart alike wherever it stands in a page", "[data]") {
  mlrun::test::GuardedPage page;
  const auto check = [](std::string_view row, std::string_view expected) {
    RowSplitter splitter('7');  // which is what stands around it
    RowBatch batch;
    batch.columns = 1;
    splitter.split(row, 1, 0, batch);
    CHECK(batch.faults.empty());
    CHECK(batch.cells == std::vector<std::string_view>{expected});
  };
  // Of more than 64 bytes too, as so many are looked at together.
  for (const size_t width : {1, 20, 62, 63, 64, 65, 120}) {
    const std::string row(width, 'x');
    for (const size_t offset : {0, 1, 5, 62, 63, 64, 65}) {
      CAPTURE(width, offset);
      check(page.from_first(row, offset), row);
      check(page.to_last(row, offset), row);
    }
  }
}

TEST_CASE("NUL and bad UTF-8 are told wherever they stand in a row", "[data]") {
  for (size_t before = 0; before < 140; ++before) {
    for (const auto& [bad, what] :
         {std::pair("\0"s, "a NUL byte"s), std::pair("\x80"s, "expected UTF-8, got \"\\x80\""s)}) {
      CAPTURE(before, what);
      const std::string row = std::string(before, ',') + bad + ",\u00e9";
      CHECK(row_of(row) ==
            "byte " + std::to_string(before) + ", column " + std::to_string(before) + ": " + what);
    }
  }
}

TEST_CASE("fields are counted as far as the quotes are right", "[data]") {
  RowSplitter splitter(',');
  CHECK(splitter.count_fields("a") == 1);
  CHECK(splitter.count_fields("a,\"b,c\",") == 3);
  CHECK(splitter.count_fields("a,\"b\"c,d") == 1);
  CHECK(splitter.count_fields("\"") == 1);
}
