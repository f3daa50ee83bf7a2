#include "data/delimiter.h"

#include <catch2/catch.hpp>

#include "core/fixtures.h"

using mlrun::delimiter_by_name;
using mlrun::first_line;
using mlrun::only_delimiter;
using mlrun::sniff_delimiter;
using mlrun::test::error_of;

TEST_CASE("the format or the suffix tells the delimiter", "[data]") {
  CHECK(delimiter_by_name("a.csv", "auto") == ',');
  CHECK(delimiter_by_name("a.tsv", "auto") == '\t');
  CHECK(delimiter_by_name("A.CSV", "auto") == ',');
  CHECK(delimiter_by_name("dir.tsv/A.Tsv", "auto") == '\t');
  CHECK(delimiter_by_name("a.tsv", "csv") == ',');
  CHECK(delimiter_by_name("a.csv", "tsv") == '\t');
  CHECK(delimiter_by_name("-", "tsv") == '\t');
  for (const char* path : {"-", "a.txt", "a", "a.csv.bak", "csv", "dir.csv/a", ""}) {
    CAPTURE(path);
    CHECK(delimiter_by_name(path, "auto") == 0);
  }
}

TEST_CASE("quotes, line ends, NUL and bytes beyond ASCII are no delimiters", "[data]") {
  for (const char good : {',', ';', '\t', '|', ' ', ':', '\x01', '~', 'x', '\''}) {
    CHECK_NOTHROW(mlrun::check_delimiter(good));
  }
  const std::string told =
      "usage: --delimiter: expected an ASCII character that is no quote and no line end, got ";
  CHECK(error_of([] { mlrun::check_delimiter('"'); }) == told + R"("\"")");
  CHECK(error_of([] { mlrun::check_delimiter('\n'); }) == told + R"("\n")");
  CHECK(error_of([] { mlrun::check_delimiter('\r'); }) == told + R"("\r")");
  CHECK(error_of([] { mlrun::check_delimiter('\0'); }) == told + R"("\x00")");
  CHECK(error_of([] { mlrun::check_delimiter('\x7F'); }) == told + R"("\x7f")");
  CHECK(error_of([] { mlrun::check_delimiter('\xE9'); }) == told + R"("\xe9")");
}

TEST_CASE("the first line is the first one that is not empty", "[data]") {
  CHECK(first_line("a;b\nc") == "a;b");
  CHECK(first_line("a;b\r\nc") == "a;b");
  CHECK(first_line("a;b\rc") == "a;b");
  CHECK(first_line("\n\r\n\ra;b\nc") == "a;b");
  CHECK(first_line("a;b") == "a;b");
  CHECK(first_line("\"a\nb\";c\n") == "\"a");
  CHECK(first_line("").empty());
  CHECK(first_line("\n\n").empty());
}

TEST_CASE("one candidate alone in a line is its delimiter", "[data]") {
  CHECK(only_delimiter("a,b,c") == ',');
  CHECK(only_delimiter("a;b") == ';');
  CHECK(only_delimiter("a\tb") == '\t');
  CHECK(only_delimiter("a|b") == '|');
  CHECK(only_delimiter(";") == ';');
  CHECK(only_delimiter("\"a,b\";\"c|d\"") == ';');
  CHECK(only_delimiter("\"a \"\",\"\" b\"|c") == '|');
  CHECK_FALSE(only_delimiter("a,b;c"));
  CHECK_FALSE(only_delimiter("a b:c"));
  CHECK_FALSE(only_delimiter("\"a,b\""));
  CHECK_FALSE(only_delimiter(""));
}

TEST_CASE("the delimiter that splits most lines alike wins", "[data]") {
  CHECK(sniff_delimiter("a;b,c\n1;2\n3;4\n") == ';');
  CHECK(sniff_delimiter("a,b|c\n1,5|2\n1|2\n7|8\n") == '|');
  CHECK(sniff_delimiter("\"a\nb\";c\n1;2\n") == ';');
  CHECK(sniff_delimiter("a\tb, c\n1\t2\n3\t4\n") == '\t');
  CHECK(sniff_delimiter("\n\na;b\n\n1;2\n") == ';');
  // Decimal commas: both split each line into two, but only the semicolon splits the first.
  CHECK(sniff_delimiter("a;b\n1,5;2\n2,5;3\n") == ';');
}

TEST_CASE("equally good delimiters are taken in the order comma, semicolon, tab, bar", "[data]") {
  CHECK(sniff_delimiter("a,b;c\td|e\n") == ',');
  CHECK(sniff_delimiter("b;c\td|e\n") == ';');
  CHECK(sniff_delimiter("c\td|e\n") == '\t');
  CHECK(sniff_delimiter("one\n1\n2\n") == ',');
  CHECK(sniff_delimiter("") == ',');
}

TEST_CASE("fifty lines are looked at", "[data]") {
  std::string text = "a,b;c\n";
  for (int i = 0; i < 49; ++i) text += "1;2\n";
  for (int i = 0; i < 200; ++i) text += "1,2\n";
  CHECK(sniff_delimiter(text) == ';');
}

TEST_CASE("delimiters have names", "[data]") {
  CHECK(mlrun::delimiter_name(',') == "a comma");
  CHECK(mlrun::delimiter_name('\t') == "a tab");
  CHECK(mlrun::delimiter_name(';') == "a semicolon");
  CHECK(mlrun::delimiter_name(' ') == "a blank");
  CHECK(mlrun::delimiter_name('|') == "'|'");
}

TEST_CASE("one name that looks like several is worth a word", "[data]") {
  CHECK(mlrun::one_column_alone({"a;b"}) ==
        "one column alone, \"a;b\"; --delimiter says what separates fields");
  CHECK(mlrun::one_column_line({"a b"}) ==
        "\n  the table has one column alone, \"a b\"; --delimiter says what separates fields");
  for (const char* name : {"a", "a_b-2.0", "\xC3\xA9t\xC3\xA9"}) {
    CHECK(mlrun::one_column_alone({name}).empty());
    CHECK(mlrun::one_column_line({name}).empty());
  }
  CHECK(mlrun::one_column_alone({"a;b", "c"}).empty());
  CHECK(mlrun::one_column_alone({}).empty());
}
