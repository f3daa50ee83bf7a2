#include "data/column_survey.h"

#include <catch2/catch.hpp>

using mlrun::ColumnSurvey;
using Texts = std::vector<std::string>;

namespace {

ColumnSurvey survey(const Texts& cells, ColumnSurvey seen = ColumnSurvey()) {
  uint64_t line = 2;
  for (const auto& cell : cells) seen.add(cell, "t.csv", line++);
  return seen;
}

}  // namespace

TEST_CASE("cells are counted, missing ones apart", "[data]") {
  ColumnSurvey seen;
  CHECK(seen.rows() == 0);
  seen.add("1", "t.csv", 2);
  seen.add_missing();
  seen.add_missing();
  CHECK(seen.rows() == 3);
  CHECK(seen.present() == 1);
  CHECK(seen.missing() == 2);
}

TEST_CASE("a column is numeric while every cell is a number", "[data]") {
  for (const Texts& numbers :
       {Texts{"1", "-2.5", "+3", "1e3", ".5", "5.", " 7 "}, {"1e999"}, {"inf", "-nan"}}) {
    CHECK(survey(numbers).numeric());
    CHECK(survey(numbers).first_text().empty());
  }
  for (const Texts& texts :
       {Texts{"1", "x"}, {"1,000"}, {"1_000"}, {"0x10"}, {"1", "2", "1 2"}, {"1e5x"}}) {
    CHECK_FALSE(survey(texts).numeric());
  }
}

TEST_CASE("the first text and its place are remembered", "[data]") {
  const ColumnSurvey seen = survey({"1", "2", "abc", "def", "3"});
  CHECK(seen.first_text() == "abc");
  CHECK(seen.first_text_place() == "t.csv:4");
  CHECK_FALSE(seen.mixed());
}

TEST_CASE("integers are numbers without a fraction", "[data]") {
  CHECK(survey({"1", "-2", "3.0", "1e3"}).integer());
  CHECK_FALSE(survey({"1", "2.5"}).integer());
  CHECK_FALSE(survey({"1", "x"}).integer());
  CHECK(survey({"1", "1e999", "nan"}).integer());
}

TEST_CASE("the range is that of the finite numbers", "[data]") {
  const ColumnSurvey seen = survey({"3", "inf", "-2.5", "1e999", "0"});
  CHECK(seen.min() == -2.5);
  CHECK(seen.max() == 3);
  CHECK(survey({"-7"}).max() == -7);
  CHECK(survey({"7"}).min() == 7);
  CHECK(survey({"inf"}).min() == 0);
  CHECK(survey({"inf"}).max() == 0);
}

TEST_CASE("dates are dates while every cell is one", "[data]") {
  CHECK(survey({"2026-01-31", "2026-01-31T12:00Z"}).datetime());
  CHECK_FALSE(survey({"2026-01-31", "2026-01-32"}).datetime());
  CHECK_FALSE(survey({"2026-01-31", "1"}).datetime());
  CHECK_FALSE(survey({"1", "2026-01-31"}).datetime());
}

TEST_CASE("booleans are the two words of one pair, as the file writes them", "[data]") {
  CHECK(survey({"true", "false"}).boolean_levels() == Texts{"false", "true"});
  CHECK(survey({"False", "True", "False"}).boolean_levels() == Texts{"False", "True"});
  CHECK(survey({"YES", "no"}).boolean_levels() == Texts{"no", "YES"});
  CHECK(survey({"1", "0", "1"}).boolean_levels() == Texts{"0", "1"});
  // The first spelling of each word.
  CHECK(survey({"TRUE", "true", "false", "False"}).boolean_levels() == Texts{"false", "TRUE"});
}

TEST_CASE("one word, words of two pairs or any other text are no boolean", "[data]") {
  for (const Texts& cells : {Texts{},
                             {"true"},
                             {"true", "TRUE"},
                             {"yes", "false"},
                             {"0", "yes"},
                             {"0", "1", "2"},
                             {"true", "false", "maybe"},
                             {"0", "1.0"},
                             {"00", "1"},
                             {"y", "n"},
                             {"t", "f"},
                             {"true ", "false"}}) {
    CHECK(survey(cells).boolean_levels().empty());
  }
}

TEST_CASE("texts are sorted by byte value", "[data]") {
  CHECK(survey({"b", "a", "\u00e9", "B", "b", "10", "9"}).sorted_levels() ==
        Texts{"10", "9", "B", "a", "b", "\u00e9"});
}

TEST_CASE("numbers are sorted by value, the first text of each", "[data]") {
  CHECK(survey({"10", "9", "-1", "9.0", "1e1", "2.5"}).sorted_levels() ==
        Texts{"-1", "2.5", "9", "10"});
  CHECK(survey({"1.0", "1"}).sorted_levels() == Texts{"1.0"});
  CHECK(survey({"0", "-0"}).sorted_levels() == Texts{"0"});
  CHECK(survey({"1", "inf", "1e999"}).sorted_levels() == Texts{"1"});
}

TEST_CASE("levels beyond the limit are counted to the first too many, and forgotten", "[data]") {
  const ColumnSurvey at_limit = survey({"a", "b", "c", "c"}, ColumnSurvey(1, 3));
  CHECK_FALSE(at_limit.exceeded());
  CHECK(at_limit.level_count() == 3);
  const ColumnSurvey beyond = survey({"a", "b", "c", "d", "e", "a"}, ColumnSurvey(1, 3));
  CHECK(beyond.exceeded());
  CHECK(beyond.level_count() == 4);
  CHECK(beyond.levels().size() == 0);
  CHECK(beyond.sorted_levels().empty());
  CHECK(beyond.boolean_levels().empty());
  CHECK(beyond.present() == 6);
  CHECK_FALSE(beyond.mixed());
}

TEST_CASE("numbers have a limit of their own, and text behind it is mixed", "[data]") {
  ColumnSurvey seen = survey({"1", "2", "3"}, ColumnSurvey(2, 100));
  CHECK(seen.exceeded());
  CHECK(seen.numeric());
  CHECK(seen.integer());
  CHECK(seen.max() == 3);
  CHECK_FALSE(seen.mixed());
  seen.add("x", "u.csv", 9);
  CHECK(seen.mixed());
  CHECK_FALSE(seen.numeric());
  CHECK(seen.first_text_place() == "u.csv:9");
  seen.add("y", "u.csv", 10);
  CHECK(seen.mixed());
  CHECK(seen.level_count() == 3);
}

TEST_CASE("text before the limit of numbers keeps all levels", "[data]") {
  const ColumnSurvey seen = survey({"1", "2", "x", "3", "4"}, ColumnSurvey(2, 100));
  CHECK_FALSE(seen.exceeded());
  CHECK_FALSE(seen.mixed());
  CHECK(seen.sorted_levels() == Texts{"1", "2", "3", "4", "x"});
}

TEST_CASE("a survey of nothing is numeric, integer and a date: nothing speaks against it",
          "[data]") {
  const ColumnSurvey seen;
  CHECK(seen.numeric());
  CHECK(seen.datetime());
  CHECK(seen.level_count() == 0);
  CHECK(seen.sorted_levels().empty());
}
