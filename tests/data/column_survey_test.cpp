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

TEST_CASE("cells that come together count as if they had come one by one", "[data]") {
  ColumnSurvey together(3, 100);
  ColumnSurvey apart(3, 100);
  const auto add = [&](const std::string& cell, uint64_t count, uint64_t line) {
    const auto first = together.add(cell, "t.csv", line, count);
    for (uint64_t i = 0; i < count; ++i) CHECK(apart.add(cell, "t.csv", line + i) == first);
  };
  add("1", 3, 2);
  add("2.5", 2, 5);
  add("-1", 1, 7);
  CHECK(together.numbers() == 6);
  add("x", 4, 8);
  add("7", 2, 12);
  together.add_missing(5);
  CHECK(together.present() == apart.present());
  CHECK(together.rows() == apart.rows() + 5);
  CHECK(together.numbers() == apart.numbers());
  CHECK(together.min() == apart.min());
  CHECK(together.max() == apart.max());
  CHECK(together.first_text_place() == "t.csv:8");
  CHECK(together.sorted_levels() == apart.sorted_levels());
}

TEST_CASE("a kept text has its position among the levels, then none has", "[data]") {
  ColumnSurvey seen(2, 2);
  CHECK(seen.add("5", "t.csv", 2) == 0U);
  CHECK(seen.add("6", "t.csv", 3) == 1U);
  CHECK(seen.add("5", "t.csv", 4) == 0U);
  CHECK_FALSE(seen.add("7", "t.csv", 5));
  CHECK_FALSE(seen.add("5", "t.csv", 6));
}

TEST_CASE("numbers looked at together are those that come one by one", "[data]") {
  const auto exceeded = [] { return survey({"1", "2", "3"}, ColumnSurvey(2, 100)); };
  ColumnSurvey together = exceeded();
  ColumnSurvey apart = exceeded();
  ColumnSurvey::Numbers numbers;
  together.add(numbers);
  CHECK(together.rows() == 3);
  for (const char* cell : {"7", "-2", "9"}) apart.add(cell, "t.csv", 9);
  for (const double value : {7.0, -2.0, 9.0}) numbers.add(value);
  together.add(numbers);
  CHECK(together.present() == apart.present());
  CHECK(together.numbers() == 6);
  CHECK(together.min() == -2);
  CHECK(together.max() == 9);
  CHECK(together.integer());
  numbers.add(0.5);
  together.add(numbers);
  CHECK_FALSE(together.integer());
  CHECK(together.numeric());
  // Once text was met they are no more than counted.
  for (ColumnSurvey* seen : {&together, &apart}) seen->add("x", "t.csv", 9);
  numbers.add(1e9);
  together.add(numbers);
  CHECK(together.max() == 9);
  CHECK(together.numbers() == 15);
  CHECK_FALSE(together.datetime());
}
