#include "data/json_fault.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace mlrun;

namespace {

// What nlohmann's parser trips over, in our words.
std::string fault_of(std::string_view line) {
  try {
    (void)nlohmann::json::parse(line);
  } catch (const nlohmann::json::parse_error& error) {
    const JsonFault fault = syntax_fault(line, error.byte, error.what());
    return std::to_string(fault.at) + ": " + fault.what;
  }
  return "fine";
}

}  // namespace

TEST_CASE("what was expected and what stands there", "[data]") {
  CHECK(fault_of("{a:1}") == "1: expected a key in double quotes, got \"a\"");
  CHECK(fault_of("{'a':1}") == "1: expected a key in double quotes, got \"'\"");
  CHECK(fault_of("{\"a\" 1}") == "5: expected a colon, got \"1\"");
  CHECK(fault_of("{\"a\":1 \"b\":2}") == "7: expected a comma or }, got \"\\\"b\\\"\"");
  CHECK(fault_of("{\"a\":\"x\\\"y\" \"b\\\"c\":2}") ==
        "12: expected a comma or }, got \"\\\"b\\\\\\\"c\\\"\"");
  CHECK(fault_of("{\"a\":1,}") == "7: expected a key in double quotes, got \"}\"");
  CHECK(fault_of("{\"a\":}") == "5: expected a value, got \"}\"");
  CHECK(fault_of("{\"a\":1}}") == "7: expected the end of the line, got \"}\"");
  CHECK(fault_of("{\"a\":1} {\"a\":2}") == "8: expected the end of the line, got \"{\"");
  CHECK(fault_of("{") == "1: expected a key in double quotes, got the end of the line");
  CHECK(fault_of("{\"a\"") == "4: expected a colon, got the end of the line");
  CHECK(fault_of("{\"a\":") == "5: expected a value, got the end of the line");
}

TEST_CASE("words and numbers are told whole", "[data]") {
  CHECK(fault_of("{\"a\":NaN}") == "5: expected a value, got \"NaN\"");
  CHECK(fault_of("{\"a\":-Infinity}") == "5: expected a value, got \"-Infinity\"");
  CHECK(fault_of("{\"a\":nul}") == "5: expected a value, got \"nul\"");
  CHECK(fault_of("{\"a\":True}") == "5: expected a value, got \"True\"");
  CHECK(fault_of("{\"a\":1.}") == "5: expected a value, got \"1.\"");
  CHECK(fault_of("{\"a\":1e+}") == "5: expected a value, got \"1e+\"");
  CHECK(fault_of("{\"a\":-}") == "5: expected a value, got \"-\"");
  CHECK(fault_of("{\"a\":-") == "5: expected a value, got \"-\"");
  CHECK(fault_of("{\"a\":+1}") == "5: expected a value, got \"+1\"");
  CHECK(fault_of("{\"a\":.5}") == "5: expected a value, got \".5\"");
  CHECK(fault_of("{\"a\":1'}") == "6: expected a comma or }, got \"'\"");
  CHECK(fault_of("{\"a\":true'}") == "9: expected a comma or }, got \"'\"");
}

TEST_CASE("strings that break off or hold what they may not", "[data]") {
  CHECK(fault_of("{\"a\":\"x") == "7: a string is never closed");
  CHECK(fault_of(R"({"a":"\x"})") == "7: JSON has no such escape in a string");
  CHECK(fault_of(R"({"a":"\u00g0"})") == "10: \\u needs four hexadecimal digits behind it");
  CHECK(fault_of(R"({"a":"\ud800\n"})") == "13: half of a surrogate pair in a string");
  CHECK(fault_of("{\"a\":\"\t\"}") == "6: a control character in a string; it must be escaped");
}

TEST_CASE("bytes that no line may hold", "[data]") {
  using namespace std::string_view_literals;
  CHECK(byte_fault("{}").at == std::string_view::npos);
  CHECK(byte_fault("a\0\xFF"sv).at == 1);
  CHECK(byte_fault("a\0\xFF"sv).what == "a NUL byte");
  CHECK(byte_fault("a\xFF\0"sv).at == 1);
  CHECK(byte_fault("a\xFF").what == "expected UTF-8, got \"\\xff\"");
  CHECK(byte_fault("\xEF\xBB\xBF{}").at == 0);
  CHECK(byte_fault("{\"a\xEF\xBB\xBF\":1}").at == std::string_view::npos);
}

TEST_CASE("where a token begins", "[data]") {
  CHECK(token_start("", 0) == 0);
  CHECK(token_start("ab cd", 5) == 3);
  CHECK(token_start("ab", 2) == 0);
  CHECK(token_start("x \"a\\\"b\"", 8) == 2);
  CHECK(token_start("a:", 2) == 1);
}
