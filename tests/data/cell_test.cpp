#include "data/cell.h"

#include <catch2/catch.hpp>

#include "core/text.h"
#include "data/spec.h"
#include "data/table.h"

using mlrun::is_not_finite;
using mlrun::kUnseenCode;
using mlrun::Levels;
using mlrun::MissingTokens;

TEST_CASE("the default missing tokens are nine texts, taken exactly", "[data]") {
  const MissingTokens missing(mlrun::DataSpec::default_missing());
  for (const char* token : {"", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"}) {
    CAPTURE(token);
    CHECK(missing(token));
  }
  for (const char* text : {"na", "n/a", "NAN", "Null", "none", "NONE", "??", "N", "NA ", " NA", "-",
                           ".", "0", "NaNs", "missing"}) {
    CAPTURE(text);
    CHECK_FALSE(missing(text));
  }
}

TEST_CASE("a list of one's own replaces the tokens, but the empty cell is always missing",
          "[data]") {
  const MissingTokens missing({"-", "n.v.", "-999"});
  CHECK(missing(""));
  CHECK(missing("-"));
  CHECK(missing("n.v."));
  CHECK(missing("-999"));
  CHECK_FALSE(missing("NA"));
  CHECK_FALSE(missing("-99"));
  CHECK_FALSE(missing("-9990"));
  CHECK(MissingTokens({})(""));
  CHECK_FALSE(MissingTokens({})("NA"));
  CHECK(MissingTokens({"\xC3\xA9"})("\xC3\xA9"));
  CHECK_FALSE(MissingTokens({"\xC3\xA9"})("\xC3"));
}

TEST_CASE("levels are found by their text", "[data]") {
  const Levels levels({"a", "b", "B", ""}, false);
  CHECK(levels.code("a") == 0);
  CHECK(levels.code("b") == 1);
  CHECK(levels.code("B") == 2);
  CHECK(levels.code("") == 3);
  CHECK(levels.code("A") == kUnseenCode);
  CHECK(levels.code("a ") == kUnseenCode);
  CHECK(levels.code("1") == kUnseenCode);
  CHECK(Levels({}, false).code("a") == kUnseenCode);
  CHECK(Levels({}, false).code("1") == kUnseenCode);
}

TEST_CASE("levels that are all numbers are found by their value", "[data]") {
  const Levels levels({"-1", "0", "1", "1e3"}, false);
  CHECK(levels.code("1") == 2);
  CHECK(levels.code("1.0") == 2);
  CHECK(levels.code("+1") == 2);
  CHECK(levels.code(" 1 ") == 2);
  CHECK(levels.code("10e-1") == 2);
  CHECK(levels.code("-1.00") == 0);
  CHECK(levels.code("-0") == 1);
  CHECK(levels.code("1000") == 3);
  CHECK(levels.code("1.5") == kUnseenCode);
  CHECK(levels.code("one") == kUnseenCode);
  CHECK(levels.code("0x1") == kUnseenCode);
}

TEST_CASE("a level's own text goes before its value", "[data]") {
  const Levels levels({"1", "1.0"}, false);
  CHECK(levels.code("1") == 0);
  CHECK(levels.code("1.0") == 1);
  CHECK(levels.code("1.00") == 0);
}

TEST_CASE("one level that is no number leaves all of them texts", "[data]") {
  for (const auto& names : {std::vector<std::string>{"1", "2", "x"}, {"x", "1", "2"}}) {
    const Levels levels(names, false);
    CHECK(levels.code("1") >= 0);
    CHECK(levels.code("1.0") == kUnseenCode);
  }
  CHECK(Levels({"1", "1e999"}, false).code("1.0") == kUnseenCode);
}

TEST_CASE("booleans are found in any case and by the words of other programs", "[data]") {
  const Levels words({"False", "TRUE"}, true);
  for (const char* no : {"False", "false", "FALSE", "fAlSe"}) CHECK(words.code(no) == 0);
  for (const char* yes : {"TRUE", "true", "True"}) CHECK(words.code(yes) == 1);
  for (const char* no : {"no", "NO", "0", "0.0"}) CHECK(words.code(no) == 0);
  for (const char* yes : {"yes", "Yes", "1", "1.0"}) CHECK(words.code(yes) == 1);
  for (const char* other : {"2", "y", "", "on"}) CHECK(words.code(other) == kUnseenCode);
  // Levels of a hand-written spec that are no such pair are taken as they stand.
  CHECK(Levels({"yes", "no"}, true).code("true") == kUnseenCode);
  CHECK(Levels({"off", "on"}, true).code("1") == kUnseenCode);
  CHECK(Levels({"false", "true"}, false).code("1") == kUnseenCode);
  const Levels digits({"0", "1"}, true);
  CHECK(digits.code("yes") == 1);
  CHECK(digits.code("1.0") == 1);
  CHECK(digits.code("00") == 0);
  CHECK(digits.code("2") == kUnseenCode);
}

TEST_CASE("numbers beyond the range and number words are not finite", "[data]") {
  for (const char* text :
       {"1e999", "-1e999", "+1E+999", " 1e999\t", "1.e999", ".1e999", "inf", "-inf", "+Inf",
        "INFINITY", "-infinity", "nan", "NAN", "-NaN", " inf "}) {
    CAPTURE(text);
    CHECK_FALSE(mlrun::parse_double(text));
    CHECK(is_not_finite(text));
  }
  for (const char* text : {"",
                           " ",
                           "abc",
                           "1e",
                           "1e+",
                           "e5",
                           ".",
                           "-",
                           "+",
                           ".e1",
                           "1_000",
                           "1,000",
                           "0x10",
                           "0x1p3",
                           "1e5x",
                           "1 2",
                           "--1",
                           "+-1",
                           "infinit",
                           "infinityx",
                           "infinities",
                           "in",
                           "nano",
                           "nan(1)",
                           "1.2.3",
                           "\xC2\xA0"
                           "1"}) {
    CAPTURE(text);
    CHECK_FALSE(mlrun::parse_double(text));
    CHECK_FALSE(is_not_finite(text));
  }
}

TEST_CASE("it is known whether a missing token reads as a number", "[data]") {
  CHECK(MissingTokens({"-999"}).any_number());
  CHECK(MissingTokens({"NA", "0"}).any_number());
  CHECK_FALSE(MissingTokens(mlrun::DataSpec::default_missing()).any_number());
  CHECK_FALSE(MissingTokens({}).any_number());
}
