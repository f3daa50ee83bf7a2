#include "checkpoint/json_cursor.h"

#include <catch2/catch.hpp>

#include "checkpoint/fixtures.h"

using mlrun::JsonCursor;
using mlrun::test::refusal;

namespace {

const std::string kSource = "m";

std::string string_of(std::string_view text) {
  JsonCursor cursor(text, 8, kSource);
  std::string result = cursor.string("a name");
  cursor.expect_end();
  return result;
}

std::string string_refusal(std::string_view text) {
  return refusal([&] { string_of(text); });
}

uint64_t integer_of(std::string_view text) {
  JsonCursor cursor(text, 8, kSource);
  const uint64_t value = cursor.unsigned_integer("a size");
  cursor.expect_end();
  return value;
}

std::string integer_refusal(std::string_view text) {
  return refusal([&] { integer_of(text); });
}

}  // namespace

TEST_CASE("strings have their escapes resolved", "[checkpoint]") {
  CHECK(string_of(R"("")").empty());
  CHECK(string_of(R"( "plain" )") == "plain");
  CHECK(string_of(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(string_of(R"("\u0041\u00e9\u20AC\uD83D\ude00")") == "Aé€😀");
  CHECK(string_of(R"("\u0000")") == std::string(1, '\0'));
  CHECK(string_of("\"é\x7F\"") == "é\x7F");
}

TEST_CASE("strings that JSON does not know are refused at their byte", "[checkpoint]") {
  CHECK(string_refusal("abc") == "m: byte 8: expected a name in quotes, got \"abc\"");
  CHECK(string_refusal("") == "m: byte 8: expected a name in quotes, got the end of the header");
  CHECK(string_refusal("\"abc") == "m: byte 8: a string without its closing quote");
  CHECK(string_refusal("\"abc\\\"") == "m: byte 8: a string without its closing quote");
  CHECK(string_refusal("\"abc\\") == "m: byte 12: an unknown escape in a string");
  CHECK(string_refusal("\"a\tb\"") == "m: byte 10: a control character in a string");
  CHECK(string_refusal(R"("a\x41")") == "m: byte 10: an unknown escape in a string");
  CHECK(string_refusal(R"("\u12")") == "m: byte 9: \\u without four hexadecimal digits");
  CHECK(string_refusal(R"("\u-123")") == "m: byte 9: \\u without four hexadecimal digits");
  CHECK(string_refusal(R"("\ud83d")") == "m: byte 9: half a surrogate pair");
  CHECK(string_refusal(R"("\ud83d\u0041")") == "m: byte 9: half a surrogate pair");
  CHECK(string_refusal(R"("\ude00")") == "m: byte 9: half a surrogate pair");
  CHECK(string_refusal(R"("a" b)") == "m: byte 12: expected the end of the header, got \"b\"");
}

TEST_CASE("integers are unsigned, whole and fit 64 bits", "[checkpoint]") {
  CHECK(integer_of("0") == 0);
  CHECK(integer_of(" 18446744073709551615 ") == 18446744073709551615U);
  for (const std::string text :
       {"-1", "-0", "1.0", "1e3", "1E0", "01", "18446744073709551616", "+1", "NaN", "true"}) {
    CAPTURE(text);
    CHECK(integer_refusal(text).starts_with("m: byte 8: expected "));
  }
  CHECK(integer_refusal("-1") == "m: byte 8: expected a size as an unsigned integer, got \"-1\"");
  CHECK(integer_refusal("1.5,") ==
        "m: byte 8: expected a size as an unsigned integer, got \"1.5\"");
}

TEST_CASE("punctuation is met or refused", "[checkpoint]") {
  JsonCursor cursor(" { , x", 8, kSource);
  CHECK(cursor.place() == 9);
  CHECK_FALSE(cursor.accept('}'));
  cursor.expect('{');
  CHECK(cursor.passed() == 10);
  CHECK(cursor.accept(','));
  CHECK(refusal([&] { cursor.expect(':'); }) == "m: byte 13: expected ':', got \"x\"");
}
