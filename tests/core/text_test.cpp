#include "core/text.h"

#include <bit>
#include <catch2/catch.hpp>
#include <clocale>
#include <cmath>
#include <limits>

#include "core/random.h"

namespace mlrun {
namespace {

TEST_CASE("trim takes blanks and tabs, nothing else") {
  CHECK(trim(" \ta b\t ") == "a b");
  CHECK(trim("\na\r") == "\na\r");
  CHECK(trim(" \t").empty());
}

TEST_CASE("split and join") {
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split(",", ',') == std::vector<std::string_view>{"", ""});
  CHECK(join({"a", "", "b"}, ", ") == "a, , b");
  CHECK(join({}, ", ").empty());
  CHECK(lower_ascii("AzZ\xC3\x84[") == "azz\xC3\x84[");
}

TEST_CASE("numbers that a table may hold") {
  CHECK(parse_double("1") == 1.0);
  CHECK(parse_double(" \t+1.5e3 ") == 1500.0);
  CHECK(parse_double("-.5") == -0.5);
  CHECK(parse_double("5.") == 5.0);
  CHECK(parse_double("1E-2") == 0.01);
  CHECK(parse_double("0e99999999999999999999") == 0.0);
  CHECK(parse_double("179769313486231570" + std::string(291, '0')) == 1.7976931348623157e308);
  CHECK(std::signbit(*parse_double("-0")));
  CHECK(parse_int(" +42 ") == 42);
  CHECK(parse_int("-9223372036854775808") == std::numeric_limits<int64_t>::min());
}

TEST_CASE("texts that are no numbers") {
  for (const char* text : {"",
                           " ",
                           "+",
                           "-",
                           ".",
                           "e5",
                           "1e",
                           "1e+",
                           "+-1",
                           "-+1",
                           "++1",
                           "--1",
                           "1 2",
                           "1,000",
                           "1_000",
                           "0x10",
                           "0x1p3",
                           "inf",
                           "-inf",
                           "infinity",
                           "nan",
                           "NaN",
                           "nan(1)",
                           "1.2.3",
                           "1f",
                           "12abc",
                           "\n1",
                           "1\n",
                           "\xC2\xA0"
                           "1",
                           "1e5.0",
                           "\xD9\xA1"}) {
    INFO(text);
    CHECK_FALSE(parse_double(text));
    CHECK_FALSE(parse_float(text));
    CHECK_FALSE(parse_int(text));
  }
  CHECK_FALSE(parse_double(std::string_view("1\0", 2)));
  CHECK_FALSE(parse_int("1.0"));
  CHECK_FALSE(parse_int("9223372036854775808"));
}

TEST_CASE("too large is no number, too small is zero of the same sign") {
  for (const char* text :
       {"1e999", "-1e999", "1e99999999999999999999", "1.8e308", "0.00001e400", "1000000e303"}) {
    INFO(text);
    CHECK_FALSE(parse_double(text));
  }
  for (const char* text : {"1e-400", "0.1e-399", "100e-500", "1e-99999999999999999999", "2e-324",
                           "0.0000000001e-320"}) {
    INFO(text);
    REQUIRE(parse_double(text));
    CHECK(*parse_double(text) == 0);
  }
  CHECK(std::signbit(*parse_double("-1e-400")));
  CHECK_FALSE(parse_float("3.5e38"));
  CHECK(parse_float("1e-60") == 0.0f);
  CHECK(parse_double("1e-60") == 1e-60);
}

TEST_CASE("denormals are exact") {
  CHECK(parse_double("4.9406564584124654e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(parse_double("2.2250738585072011e-308") == std::bit_cast<double>(0x000FFFFFFFFFFFFFull));
  CHECK(parse_float("1.40129846e-45") == std::numeric_limits<float>::denorm_min());
}

TEST_CASE("a float is rounded once, not through double") {
  // Just above half way between 1 and the next float; as a double it falls on the tie.
  const char* text = "1.00000005960464477540";
  CHECK(static_cast<float>(*parse_double(text)) == 1.0f);
  CHECK(parse_float(text) == std::nextafter(1.0f, 2.0f));
}

TEST_CASE("written numbers read back to the same bits") {
  Random random(1, "text");
  for (int i = 0; i < 20000; ++i) {
    const auto d = std::bit_cast<double>(random.next());
    const auto f = std::bit_cast<float>(static_cast<uint32_t>(random.next()));
    if (std::isfinite(d)) {
      CHECK(std::bit_cast<uint64_t>(*parse_double(format_number(d))) == std::bit_cast<uint64_t>(d));
    }
    if (std::isfinite(f)) {
      CHECK(std::bit_cast<uint32_t>(*parse_float(format_number(f))) == std::bit_cast<uint32_t>(f));
    }
  }
}

TEST_CASE("numbers are written as short as they can be") {
  CHECK(format_number(0.1) == "0.1");
  CHECK(format_number(0.1f) == "0.1");
  CHECK(format_number(-0.0) == "-0");
  CHECK(format_number(1.0 / 3) == "0.3333333333333333");
  CHECK(format_number(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(format_number(-std::numeric_limits<float>::infinity()) == "-inf");
  CHECK(format_number(-std::numeric_limits<double>::quiet_NaN()) == "nan");
  std::string out = "x=";
  append_number(out, 2.5);
  append_number(out, 1.5f);
  CHECK(out == "x=2.51.5");
}

TEST_CASE("numbers mean the same in every locale") {
  for (const char* locale : {"de_DE.UTF-8", "fr_FR.UTF-8", "tr_TR.UTF-8"}) {
    if (std::setlocale(LC_ALL, locale) == nullptr) {
      WARN("locale " << locale << " is not installed here");
      continue;
    }
    CHECK(parse_double("1.5") == 1.5);
    CHECK_FALSE(parse_double("1,5"));
    CHECK(format_number(1.5) == "1.5");
    CHECK(lower_ascii("I") == "i");
  }
  std::setlocale(LC_ALL, "C");
}

TEST_CASE("counts, bytes and seconds for summaries") {
  CHECK(format_count(0) == "0");
  CHECK(format_count(999) == "999");
  CHECK(format_count(1234567) == "1,234,567");
  CHECK(format_count(-1000) == "-1,000");
  CHECK(format_count(std::numeric_limits<int64_t>::min()) == "-9,223,372,036,854,775,808");
  CHECK(format_bytes(0) == "0 B");
  CHECK(format_bytes(1023) == "1023 B");
  CHECK(format_bytes(12'900'000) == "12.3 MiB");
  CHECK(format_bytes(1024 * 1024 - 1) == "1.0 MiB");
  CHECK(format_bytes(~uint64_t{0}) == "16.0 EiB");
  CHECK(format_seconds(0.05) == "50 ms");
  CHECK(format_seconds(1.23) == "1.2 s");
  CHECK(format_seconds(59.96) == "1 min 0 s");
  CHECK(format_seconds(190) == "3 min 10 s");
  CHECK(format_seconds(7500) == "2 h 5 min");
}

TEST_CASE("the first byte that is not UTF-8") {
  CHECK_FALSE(invalid_utf8(""));
  CHECK_FALSE(invalid_utf8("plain ascii of more than eight bytes"));
  CHECK_FALSE(
      invalid_utf8("12345678\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\xED\x9F\xBF\xF4\x8F\xBF\xBF"));
  CHECK(invalid_utf8("12345678\xFF") == 8u);
  CHECK(invalid_utf8("a\x80") == 1u);             // a continuation alone
  CHECK(invalid_utf8("\xC0\xAF") == 0u);          // overlong
  CHECK(invalid_utf8("\xE0\x9F\xBF") == 0u);      // overlong
  CHECK(invalid_utf8("\xF0\x8F\xBF\xBF") == 0u);  // overlong
  CHECK(invalid_utf8("ab\xED\xA0\x80") == 2u);    // surrogate
  CHECK(invalid_utf8("\xF4\x90\x80\x80") == 0u);  // above U+10FFFF
  CHECK(invalid_utf8("\xE2\x82") == 0u);          // cut
  CHECK(invalid_utf8("\xF0\x9F\x98(") == 0u);
}

TEST_CASE("quoted text is safe to print") {
  CHECK(quoted("abc") == "\"abc\"");
  CHECK(quoted("a\"b\\c") == R"("a\"b\\c")");
  CHECK(quoted("a\tb\r\n") == R"("a\tb\r\n")");
  CHECK(quoted(std::string_view("\0\x1b[31m\x7f", 7)) == R"("\x00\x1b[31m\x7f")");
  CHECK(quoted("\xFFz") == R"("\xffz")");
  CHECK(quoted("\xC3\xA4") == "\"\xC3\xA4\"");
  CHECK(quoted("\xC2\x9B") == R"("\xc2\x9b")");          // C1 control
  CHECK(quoted("\xE2\x80\xAE") == R"("\xe2\x80\xae")");  // right-to-left override
  CHECK(quoted("abcdef", 3) == "\"abc\"...");
  CHECK(quoted("ab\xC3\xA4", 3) == "\"ab\"...");  // not in the middle of a character
  CHECK(quoted(std::string(60, 'x')) == '"' + std::string(60, 'x') + '"');
  CHECK(quoted(std::string(61, 'x')) == '"' + std::string(60, 'x') + "\"...");
}

TEST_CASE("the nearest name") {
  const std::vector<std::string> names = {"age", "device", "Learning_Rate"};
  CHECK(nearest("Age", names) == "age");
  CHECK(nearest("dievce", names) == "device");
  CHECK(nearest("learning_rat", names) == "Learning_Rate");
  CHECK_FALSE(nearest("height", names));
  CHECK_FALSE(nearest("x", {"y"}));
  CHECK_FALSE(nearest("", {"a"}));
  CHECK_FALSE(nearest(std::string(5000, 'a'), {std::string(5000, 'a')}));
  CHECK(did_you_mean("devise", names) == R"(; did you mean "device"?)");
  CHECK(did_you_mean("zzz", names).empty());
}

}  // namespace
}  // namespace mlrun
