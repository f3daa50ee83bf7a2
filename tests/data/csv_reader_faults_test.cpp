#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using namespace std::string_literals;

namespace {

// The error a text ends in, the same for every piece size.
std::string fault(const std::string& text, const ReadOptions& options = {}) {
  return read_text(text, options).error;
}

}  // namespace

TEST_CASE("an empty file has no header", "[data]") {
  const std::string told = "data: t.csv:1: the file is empty: expected a header line (byte 0)";
  CHECK(fault("") == told);
  CHECK(fault("\xEF\xBB\xBF") ==
        "data: t.csv:1: the file is empty: expected a header line (byte 3)");
  CHECK(fault("\n\r\n\r") == "data: t.csv:4: the file is empty: expected a header line (byte 4)");
  CHECK(fault("", without_header()) == "data: t.csv:1: the file is empty (byte 0)");
  CHECK(fault("\n", without_header()) == "data: t.csv:2: the file is empty (byte 1)");
}

TEST_CASE("other encodings and formats are refused by their first bytes", "[data]") {
  const auto told = [](const std::string& format) {
    return "data: t.csv:1: the file is " + format + "; expected UTF-8 (byte 0)";
  };
  CHECK(fault("\xFF\xFE"
              "a\0,\0"s) == told("UTF-16"));
  CHECK(fault("\xFF\xFE"s) == told("UTF-16"));
  CHECK(fault("\xFE\xFF\0a\0,"s) == told("UTF-16"));
  CHECK(fault("\xFF\xFE\0\0a\0\0\0"s) == told("UTF-32"));
  CHECK(fault("\0\0\xFE\xFF\0\0\0a"s) == told("UTF-32"));
  CHECK(fault("PAR1\x15\x04") == told("Parquet"));
  CHECK(fault("PAR1,b\n").empty());
}

TEST_CASE("names of columns must be there once each", "[data]") {
  CHECK(fault("a,,b\n") ==
        "data: t.csv:1: column 2 has no name in the header; give it one, or --no-header if this "
        "line is a row "
        "(byte 0)");
  CHECK(fault("a,  \n") ==
        "data: t.csv:1: column 2 has no name in the header; give it one, or --no-header if this "
        "line is a row "
        "(byte 0)");
  CHECK(fault("\n\"\"\n") ==
        "data: t.csv:2: column 1 has no name in the header; give it one, or --no-header if this "
        "line is a row "
        "(byte 1)");
  CHECK(fault("a,b,a\n") == "data: t.csv:1: two columns are called \"a\" (byte 0)");
  CHECK(fault("a, a\n") == "data: t.csv:1: two columns are called \"a\" (byte 0)");
  CHECK(fault("\xEF\xBB\xBF\n\"a\nb\",\"a\nb\"\n") ==
        R"(data: t.csv:2: two columns are called "a\nb" (byte 4))");
  CHECK(fault("a,A\n").empty());
}

TEST_CASE("rows before a bad one are given out first", "[data]") {
  const Reading read = read_text("a,b\n1,2\n\n3,4\n5\n6,7\n");
  CHECK(read.rows.size() == 2);
  CHECK(read.lines == std::vector<uint64_t>{2, 4});
  CHECK(read.empty_lines == 1);
  CHECK(read.error == "data: t.csv:5: expected 2 fields, got 1 (byte 13)");
}

TEST_CASE("a wrong number of fields is told", "[data]") {
  CHECK(fault("a,b\n1,2,3\n") == "data: t.csv:2: expected 2 fields, got 3 (byte 4)");
  CHECK(fault("a,b\r\n1,2\r\n1") == "data: t.csv:3: expected 2 fields, got 1 (byte 10)");
  CHECK(fault("a,b\n \n") == "data: t.csv:2: expected 2 fields, got 1 (byte 4)");
  CHECK(fault("a,b\n\"\"\n") == "data: t.csv:2: expected 2 fields, got 1 (byte 4)");
  CHECK(fault("a\n1,\n") == "data: t.csv:2: expected 1 fields, got 2 (byte 2)");
  CHECK(fault("1,2\n3\n", without_header()) == "data: t.csv:2: expected 2 fields, got 1 (byte 4)");
}

TEST_CASE("a quote that is never closed is told where it stands", "[data]") {
  CHECK(fault("a,b\n1,\"2\n3,4\n5,6\n") ==
        "data: t.csv:2: column \"b\": this quote is never closed (byte 6)");
  CHECK(fault("a,\"b\n1,2\n") == "data: t.csv:1: column 2: this quote is never closed (byte 2)");
  CHECK(fault("a,b\n\"x\ny\",\"\"\"\n") ==
        "data: t.csv:3: column \"b\": this quote is never closed (byte 10)");
}

TEST_CASE("text after a closing quote is told where it stands", "[data]") {
  CHECK(fault("a,b\n1,\"2\"x\n") ==
        "data: t.csv:2: column \"b\": text after a closing quote (byte 9)");
  CHECK(fault("a,b\n\"1\r\n\" ,2\n") ==
        "data: t.csv:3: column \"a\": text after a closing quote (byte 9)");
  CHECK(fault("\"a\"b\n") == "data: t.csv:1: column 1: text after a closing quote (byte 3)");
}

TEST_CASE("NUL bytes and bad UTF-8 are told where they stand", "[data]") {
  CHECK(fault("a,b\n1,2\0\n"s) == "data: t.csv:2: column \"b\": a NUL byte (byte 7)");
  CHECK(fault("\0a,b\n"s) == "data: t.csv:1: column 1: a NUL byte (byte 0)");
  CHECK(fault("a,b\n\xE9t\xE9,2\n") ==
        R"(data: t.csv:2: column "a": expected UTF-8, got "\xe9t\xe9" (byte 4))");
  CHECK(fault("\xEF\xBB\xBF"
              "a,b\n\"\r\n\r\xC3\",2\n") ==
        R"(data: t.csv:4: column "a": expected UTF-8, got "\r\n\r\xc3" (byte 11))");
  CHECK(fault("a,caf\xE9\n") ==
        R"(data: t.csv:1: column 2: expected UTF-8, got "caf\xe9" (byte 5))");
  // A file that ends inside a character.
  CHECK(fault("a\n\xE2\x82") ==
        R"(data: t.csv:2: column "a": expected UTF-8, got "\xe2\x82" (byte 2))");
}

TEST_CASE("a fault beyond the header's columns is told by its number", "[data]") {
  CHECK(fault("a,b\n1,2,\"3\n") == "data: t.csv:2: column 3: this quote is never closed (byte 8)");
}

TEST_CASE("names in messages are safe to print", "[data]") {
  CHECK(fault("\"a\x1B[31m\n\"\n\"1\"x\n") ==
        R"(data: t.csv:3: column "a\x1b[31m\n": text after a closing quote (byte 13))");
}

TEST_CASE("a delimiter that cannot be one is refused", "[data]") {
  CHECK(fault("a\n", split_at('"')) ==
        "usage: --delimiter: expected an ASCII character that is no quote and no line end, got "
        R"("\"")");
}

TEST_CASE("a file that cannot be opened is told", "[data]") {
  const TempDir dir;
  CHECK(error_of([&] { CsvReader reader(dir / "none.csv", {}); }) ==
        "data: " + (dir / "none.csv") + ": cannot be read: no such file or directory");
}

TEST_CASE("a bad row keeps its place, and those behind it are read", "[data]") {
  const Reading read = read_text("a,b\n1,2\n3\n5,6\n\n7,8,9\n0,0\n");
  CHECK(read.rows == std::vector<std::vector<std::string>>{{"1", "2"}});
  CHECK(read.error == "data: t.csv:3: expected 2 fields, got 1 (byte 8)");
  CHECK(read.behind == std::vector<std::string>{"3: expected 2 fields, got 1", "4: 5|6",
                                                "6: expected 2 fields, got 3", "7: 0|0"});
  CHECK(read.empty_lines == 1);
}

TEST_CASE("a quote that is never closed takes its line alone with it", "[data]") {
  const Reading read = read_text("a,b\n1,\"2\n3,4\r\n5,6");
  CHECK(read.behind ==
        std::vector<std::string>{"2: this quote is never closed", "3: 3|4", "4: 5|6"});
}

TEST_CASE("a damaged compressed file is an error of its own", "[data]") {
  CHECK(read_text("\x1F\x8B\x08\0abc"s).error.starts_with("data: t.csv: "));
  CHECK(read_text("\x28\xB5\x2F\xFD"
                  "abc")
            .error.starts_with("data: t.csv: "));
}
