#include "data/json_row.h"

#include <catch2/catch.hpp>
#include <clocale>

using namespace mlrun;

namespace {

const JsonColumns kColumns({"a", "b"});

// The cells of one line, or its fault.
std::string parsed(std::string_view line) {
  RowBatch batch;
  batch.columns = kColumns.size();
  JsonRowParser(kColumns).parse(line, 3, 100, batch);
  REQUIRE(batch.rows() == 1);
  REQUIRE(batch.cells.size() == 2);
  REQUIRE(batch.quoted.size() == 2);
  CHECK(batch.lines[0] == 3);
  CHECK(batch.bytes[0] == 100);
  std::string out;
  for (const RowFault& fault : batch.faults) {
    CHECK(fault.row == 0);
    CHECK(fault.line == 3);
    CHECK(batch.cells == std::vector<std::string_view>(2));
    CHECK(batch.quoted == std::vector<uint8_t>(2));
    out += "byte " + std::to_string(fault.byte - 100) + ": ";
    if (fault.column) out += kColumns.names()[*fault.column] + ": ";
    return out + fault.what;
  }
  for (size_t c = 0; c < 2; ++c) {
    const std::string quote = batch.quoted[c] != 0 ? "'" : "";
    out += (c == 0 ? "" : "|") + quote + std::string(batch.cells[c]) + quote;
  }
  return out;
}

}  // namespace

TEST_CASE("numbers keep their digits", "[data]") {
  for (const std::string number :
       {"0", "-0", "-0.0", "1", "-17", "1.50", "1e5", "1E+05", "-1.5e-300", "9223372036854775808",
        "-9223372036854775809", "123456789012345678901234567890", "0.1000000000000000055511151231",
        "1e-400"}) {
    CHECK(parsed("{\"a\":" + number + ",\"b\": " + number + " }") == number + "|" + number);
    CHECK(parsed("{\"b\":" + number + "}") == "|" + number);
  }
}

TEST_CASE("a number's point is a point in every locale", "[data]") {
  for (const char* locale : {"de_DE.UTF-8", "fr_FR.UTF-8"}) {
    if (std::setlocale(LC_ALL, locale) == nullptr) continue;
    CHECK(parsed("{\"a\":1.5,\"b\":-2.5e3}") == "1.5|-2.5e3");
  }
  std::setlocale(LC_ALL, "C");
}

TEST_CASE("strings are texts, whether the line holds them as they are or with escapes", "[data]") {
  CHECK(parsed(R"({"a":"","b":"x"})") == "''|'x'");
  CHECK(parsed(R"({"a":" 1 ","b":"null"})") == "' 1 '|'null'");
  CHECK(parsed(R"({"a":"q\"q","b":"\\"})") == R"('q"q'|'\')");
  CHECK(parsed(R"({"a":"\u00e9\ud83d\ude00","b":"\n\t\/"})") == "'\u00e9\U0001f600'|'\n\t/'");
  CHECK(parsed("{\"a\":\"\u00e9\",\"b\":\"\U0001f600\"}") == "'\u00e9'|'\U0001f600'");
  // What the text ends with may look like what stands before its quote.
  CHECK(parsed(R"({"a":"\"","b":"\"\""})") == "'\"'|'\"\"'");
  CHECK(parsed(R"({"a":"\\\\","b":"\\\""})") == "'\\\\'|'\\\"'");
  CHECK(parsed(R"({"\u0061":1,"b":2})") == "1|2");
}

TEST_CASE("words, null and absence", "[data]") {
  CHECK(parsed(R"({"a":true,"b":false})") == "true|false");
  CHECK(parsed(R"({"a":null,"b":null})") == "|");
  CHECK(parsed("{}") == "|");
  CHECK(parsed(" { \"b\" :\t1 } ") == "|1");
}

TEST_CASE("keys that do not fit the columns", "[data]") {
  CHECK(parsed(R"({"a":1,"c":2})") == "byte 7: the first object of the file has no key \"c\"");
  CHECK(parsed(R"({"":2})") == "byte 1: the first object of the file has no key \"\"");
  CHECK(parsed(R"({"b":1, "b":2})") == "byte 8: b: this key stands twice");
  CHECK(parsed(R"({"b":null,"b":2})") == "byte 10: b: this key stands twice");
}

TEST_CASE("anything but an object of single values", "[data]") {
  CHECK(parsed("[1]") == "byte 0: expected an object, got an array");
  CHECK(parsed(" 12") == "byte 1: expected an object, got a number");
  CHECK(parsed(" 12 ") == "byte 1: expected an object, got a number");
  CHECK(parsed("\"x\"") == "byte 0: expected an object, got a string");
  CHECK(parsed("null") == "byte 0: expected an object, got null");
  CHECK(parsed("true") == "byte 0: expected an object, got true");
  CHECK(parsed("hello") == "byte 0: expected an object, got \"hello\"");
  CHECK(parsed(R"({"a":[]})") == "byte 5: a: expected a value, got an array");
  CHECK(parsed(R"({"a":1,"b": {"a":2}})") == "byte 12: b: expected a value, got an object");
  CHECK(parsed(R"({"a":1e999})") == "byte 5: a: expected a finite number, got \"1e999\"");
  CHECK(parsed(R"({"b":-1e999 })") == "byte 5: b: expected a finite number, got \"-1e999\"");
}

TEST_CASE("texts that cannot be", "[data]") {
  using namespace std::string_view_literals;
  CHECK(parsed(R"({"a":"x\u0000"})") == "byte 5: a: a NUL character (\\u0000)");
  CHECK(parsed("{\"a\":\"\0\"}"sv) == "byte 6: a NUL byte");
  CHECK(parsed("{\"a\":1}\0 and more"sv) == "byte 7: a NUL byte");
  CHECK(parsed("{\"a\":\"\xC3\"}") == "byte 6: expected UTF-8, got \"\\xc3\\\"}\"");
  CHECK(parsed("{\"a\":\"\xED\xA0\x80\"}") ==
        "byte 6: expected UTF-8, got \"\\xed\\xa0\\x80\\\"}\"");
  CHECK(parsed(R"({"a":"\ud800"})") == "byte 12: a: half of a surrogate pair in a string");
  CHECK(parsed(R"({"a":"\udc00x"})") == "byte 11: a: half of a surrogate pair in a string");
  CHECK(parsed("\xEF\xBB\xBF{}") == "byte 0: a byte order mark inside the file");
}

TEST_CASE("a parser is good for many rows, the good and the bad", "[data]") {
  RowBatch batch;
  batch.columns = 2;
  JsonRowParser parser(kColumns);
  for (const char* line :
       {R"({"a":1})", R"({"a":1,"a":2})", R"({"b":"\u0041"})", "{", R"({"a":3})"}) {
    parser.parse(line, batch.rows() + 1, 0, batch);
  }
  CHECK(batch.cells == std::vector<std::string_view>{"1", "", "", "", "", "A", "", "", "3", ""});
  REQUIRE(batch.faults.size() == 2);
  CHECK(batch.faults[0].row == 1);
  CHECK(batch.faults[1].row == 3);
}
