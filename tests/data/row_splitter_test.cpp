#include "data/row_splitter.h"

#include <catch2/catch.hpp>
#include <cstdint>

using namespace std::string_literals;
using mlrun::RowBatch;
using mlrun::RowFault;
using mlrun::RowSplitter;

namespace {

// One row in words: "[a]["b"]"; cells in quotes are shown in quotes. A fault: "byte 3, column 1:
// what". As many columns as the row has, unless they are given.
std::string row_of(std::string_view row, char delimiter = ',', size_t columns = 0) {
  RowSplitter splitter(delimiter);
  RowBatch batch;
  batch.columns = columns == 0 ? splitter.count_fields(row) : columns;
  splitter.split(row, 1, 0, batch);
  REQUIRE(batch.rows() == 1);
  REQUIRE(batch.cells.size() == batch.columns);
  REQUIRE(batch.quoted.size() == batch.columns);
  CHECK(batch.texts[0] == row);
  std::string shown;
  for (size_t c = 0; c < batch.columns; ++c) {
    const std::string mark = batch.quoted[c] != 0 ? "\"" : "";
    shown += "[" + mark + std::string(batch.cells[c]) + mark + "]";
  }
  if (batch.faults.empty()) return shown;
  for (size_t c = 0; c < batch.columns; ++c) CHECK(batch.cells[c].empty());
  const RowFault& fault = batch.faults.front();
  CHECK(fault.exact);
  return "byte " + std::to_string(fault.byte) +
         (fault.column ? ", column " + std::to_string(*fault.column) : "") + ": " + fault.what;
}

}  // namespace

TEST_CASE("a row is taken apart at its delimiters; empty cells are cells", "[data]") {
  CHECK(row_of("a,b") == "[a][b]");
  CHECK(row_of("a,\"b\"") == "[a][\"b\"]");
  CHECK(row_of("a,") == "[a][]");
  CHECK(row_of(",") == "[][]");
  CHECK(row_of(",,") == "[][][]");
  CHECK(row_of("\"\"") == "[\"\"]");
  CHECK(row_of(" ") == "[ ]");
}

TEST_CASE("quotes hold delimiters and line ends", "[data]") {
  CHECK(row_of("\"a,b\",c") == "[\"a,b\"][c]");
  CHECK(row_of("\"a\nb\",c") == "[\"a\nb\"][c]");
  CHECK(row_of("\"a\r\nb\",\"\r\"") == "[\"a\r\nb\"][\"\r\"]");
}

TEST_CASE("a doubled quote is one", "[data]") {
  CHECK(row_of("\"a\"\"b\"") == "[\"a\"b\"]");
  CHECK(row_of("\"\"\"\"") == "[\"\"\"]");
  CHECK(row_of("\"\"\"\"\"\",x") == "[\"\"\"\"][x]");
  CHECK(row_of("\"\"\"a\"\"\"") == "[\"\"a\"\"]");
}

TEST_CASE("a quote inside an unquoted cell is plain text", "[data]") {
  CHECK(row_of("a\"b\",c") == "[a\"b\"][c]");
  CHECK(row_of(" \"a\",c") == "[ \"a\"][c]");
  CHECK(row_of("5'7\"") == "[5'7\"]");
}

TEST_CASE("other delimiters leave commas alone", "[data]") {
  CHECK(row_of("a;b,c", ';') == "[a][b,c]");
  CHECK(row_of("a\t\"b\tc\"", '\t') == "[a][\"b\tc\"]");
  CHECK(row_of("a  b", ' ') == "[a][][b]");
}

TEST_CASE("faults of quotes are told with byte and column", "[data]") {
  CHECK(row_of("a,\"b\nc,d") == "byte 2, column 1: this quote is never closed");
  CHECK(row_of("\"") == "byte 0, column 0: this quote is never closed");
  CHECK(row_of("\"a\"\"") == "byte 0, column 0: this quote is never closed");
  CHECK(row_of("a,\"b\"c,d") == "byte 5, column 1: text after a closing quote");
  CHECK(row_of("\"a\" ,b") == "byte 3, column 0: text after a closing quote");
  CHECK(row_of("\"a\nb\"\"\"x") == "byte 7, column 0: text after a closing quote");
}

TEST_CASE("bad bytes are told with byte and column", "[data]") {
  CHECK(row_of("a,b\0c"s) == "byte 3, column 1: a NUL byte");
  CHECK(row_of("\0"s) == "byte 0, column 0: a NUL byte");
  CHECK(row_of("a,\"b,\"\"\n\0\",c"s) == "byte 8, column 1: a NUL byte");
  CHECK(row_of("a,\xFF") == R"(byte 2, column 1: expected UTF-8, got "\xff")");
  CHECK(row_of("\"x,\",caf\xE9,d") == R"(byte 8, column 1: expected UTF-8, got "caf\xe9")");
  CHECK(row_of("12345678,12345678\xC3") ==
        R"(byte 17, column 1: expected UTF-8, got "12345678\xc3")");
  CHECK(row_of("\xED\xA0\x80") == R"(byte 0, column 0: expected UTF-8, got "\xed\xa0\x80")");
  CHECK(row_of("\xC0\x80") == R"(byte 0, column 0: expected UTF-8, got "\xc0\x80")");
  CHECK(row_of("\xF4\x90\x80\x80").starts_with("byte 0, column 0: expected UTF-8"));
  // The first of several, and the bad text before a NUL that cuts a character short.
  CHECK(row_of("\xFF,\0"s).starts_with("byte 0, column 0: expected UTF-8"));
  CHECK(row_of("a,\xC3\0,"s).starts_with("byte 2, column 1: expected UTF-8"));
  CHECK(row_of("a,\0\xFF"s) == "byte 2, column 1: a NUL byte");
}

TEST_CASE("a character may not be cut by a delimiter", "[data]") {
  CHECK(row_of("\xC3,\xA9").starts_with("byte 0, column 0: expected UTF-8"));
}

TEST_CASE("good text beyond ASCII and control bytes pass", "[data]") {
  CHECK(row_of("K\u00f6ln,\u2203,\U0001d11e") == "[K\u00f6ln][\u2203][\U0001d11e]");
  CHECK(row_of("\x01,\x1F,\x7F\v\f") == "[\x01][\x1F][\x7F\v\f]");
}

TEST_CASE("a row has as many fields as the batch has columns", "[data]") {
  CHECK(row_of("a,b", ',', 3) == "byte 0: expected 3 fields, got 2");
  CHECK(row_of("a,b", ',', 1) == "byte 0: expected 1 fields, got 2");
  CHECK(row_of("\"\"", ',', 2) == "byte 0: expected 2 fields, got 1");
  // What is wrong with the quotes comes first: they say where fields end.
  CHECK(row_of("a,b,\"c", ',', 2) == "byte 4, column 2: this quote is never closed");
}

TEST_CASE("fields are counted as far as the quotes are right", "[data]") {
  RowSplitter splitter(',');
  CHECK(splitter.count_fields("a") == 1);
  CHECK(splitter.count_fields("\"a,b\",c,") == 3);
  CHECK(splitter.count_fields("a,\"b\"x,c,d") == 1);
  CHECK(splitter.count_fields("\"") == 1);
  CHECK(splitter.count_fields(std::string(99'999, ',')) == 100'000);
}

TEST_CASE("rows are added behind what a batch holds, a bad one with empty cells", "[data]") {
  RowSplitter splitter(',');
  RowBatch batch;
  batch.columns = 2;
  splitter.split("\"a\"\"\",b", 1, 0, batch);
  const std::vector<std::string> bad = {"\"x\"\"\",\"y\"z", "\"x\"\"\",\0"s, "c,\"x\"\"\",\"y",
                                        "\"x\""};
  for (size_t i = 0; i < bad.size(); ++i) splitter.split(bad[i], 10 + i, 100 * i, batch);
  splitter.split("c,\"d\"", 7, 99, batch);
  CHECK(batch.cells ==
        std::vector<std::string_view>{"a\"", "b", "", "", "", "", "", "", "", "", "c", "d"});
  CHECK(batch.quoted == std::vector<uint8_t>{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  CHECK(batch.lines == std::vector<uint64_t>{1, 10, 11, 12, 13, 7});
  CHECK(batch.bytes == std::vector<uint64_t>{0, 0, 100, 200, 300, 99});
  REQUIRE(batch.faults.size() == 4);
  for (size_t i = 0; i < 4; ++i) CHECK(batch.faults[i].row == i + 1);
  CHECK(batch.faults[1].byte == 106);
}

TEST_CASE("a fault's line is that where it shows", "[data]") {
  RowSplitter splitter(',');
  RowBatch batch;
  batch.columns = 2;
  splitter.split("\"a\nb\r\nc\",\"d\"e", 5, 1000, batch);
  REQUIRE(batch.faults.size() == 1);
  CHECK(batch.faults[0].line == 7);
  CHECK(batch.faults[0].byte == 1012);
  CHECK(batch.faults[0].what == "text after a closing quote");
}

TEST_CASE("every length and place of a cell around the bytes looked at together", "[data]") {
  for (size_t before = 0; before < 70; ++before) {
    for (const size_t length : {size_t{0}, size_t{1}, size_t{63}, size_t{64}, size_t{65}}) {
      const std::string a(before, 'a');
      const std::string b(length, 'b');
      CAPTURE(before, length);
      REQUIRE(row_of(a + "," + b + ",c") == "[" + a + "][" + b + "][c]");
      REQUIRE(row_of(a + ",\"" + b + "\"\"\",c") == "[" + a + "][\"" + b + "\"\"][c]");
      const std::string at = "byte " + std::to_string(before + 1 + length) + ", column 1: ";
      REQUIRE(row_of(a + "," + b + "\xFF,c").starts_with(at + "expected UTF-8"));
      REQUIRE(row_of(a + "," + b + "\0,c"s) == at + "a NUL byte");
    }
  }
}
