#include "data/json_lines_format.h"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/decimal.h"
#include "core/random.h"
#include "data/format_fixtures.h"
#include "data/json_lines_fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

}  // namespace

TEST_CASE("jsonl: an object a row, null where there is no answer", "[data]") {
  JsonLinesFormat format(id_number_label());
  CHECK(written(format, three_rows()) ==
        "{\"id\":\"7\",\"prediction\":1.25,\"label \\\"x\\\"\":\"yes\"}\n"
        "{\"id\":\"a,b\",\"prediction\":null,\"label \\\"x\\\"\":null}\n"
        "{\"id\":\"\",\"prediction\":-1e-07,\"label \\\"x\\\"\":\"l\\n1\"}\n");
}

TEST_CASE("jsonl: what is no finite number is null", "[data]") {
  const JsonLinesFormat format({{"p", false}});
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(format.encode({4, {{{}, {infinity, -infinity, infinity - infinity, 0}}}, {}, 0}) ==
        "{\"p\":null}\n{\"p\":null}\n{\"p\":null}\n{\"p\":0}\n");
}

TEST_CASE("jsonl: an object cannot hold a name twice", "[data]") {
  CHECK(
      error_of([] {
        JsonLinesFormat({{"a", true}, {"b", false}, {"a", false}});
      }) ==
      "usage: jsonl: two columns of the output are called \"a\"; expected each name once (csv can "
      "hold both)");
}

TEST_CASE("every byte of a string is escaped as nlohmann does, and reads back", "[data]") {
  using namespace std::string_view_literals;
  CHECK(json_string("") == "\"\"");
  CHECK(json_string("a\"b\\c/\b\f\n\r\t\x01\x1f\0"sv) ==
        R"("a\"b\\c/\b\f\n\r\t\u0001\u001f\u0000")");
  for (int c = 0; c < 128; ++c) {
    const std::string text{'x', static_cast<char>(c), 'y'};
    CHECK(json_string(text) == nlohmann::json(text).dump());
  }
  CHECK(json_string("\u00e9\u2028\U0001f600") == "\"\u00e9\u2028\U0001f600\"");
}

TEST_CASE("numbers are JSON and read back to the same bits", "[data]") {
  Random random(5, "json numbers");
  const JsonLinesFormat format({{"p", false}});
  OutputRows rows{2000, {{}}, {}, 0};
  while (rows.columns[0].numbers.size() < rows.rows) {
    const auto value = std::bit_cast<float>(static_cast<uint32_t>(random.next()));
    if (std::isfinite(value)) rows.columns[0].numbers.push_back(value);
  }
  const Rows read = read_json_lines(format.encode(rows));
  REQUIRE(read.error.empty());
  REQUIRE(read.faults.empty());
  for (size_t r = 0; r < rows.rows; ++r) {
    REQUIRE(parse_float(read.cells[r][0]) == rows.columns[0].numbers[r]);
  }
}

TEST_CASE("random texts come back as they were written", "[data]") {
  const std::vector<std::string> pieces = {"a", " ", "\t", "\"", "\\", "/",      ",", "\n",
                                           "{", "}", ":",  "1",  "\r", "\u00e9", "u", "\uFEFF"};
  Random random(5, "json texts");
  std::vector<std::vector<std::string>> cells(500, std::vector<std::string>(3));
  for (auto& row : cells) {
    for (auto& cell : row) {
      for (uint64_t n = random.below(6); n > 0; --n) cell += pieces[random.below(pieces.size())];
    }
  }
  const JsonLinesFormat format({{"a", true}, {"\"\\\n", true}, {"c,d", true}});
  const Rows read = read_json_lines(format.encode(text_rows(cells)));
  REQUIRE(read.error.empty());
  CHECK(read.header == std::vector<std::string>{"a", "\"\\\n", "c,d"});
  CHECK(read.cells == cells);
}
