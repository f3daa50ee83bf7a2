#include "data/json_plain.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "core/random.h"
#include "core/text.h"

using namespace mlrun;

using namespace std::string_literals;

namespace {

using Json = nlohmann::ordered_json;

const JsonColumns kColumns({"a", "b c", "\u00e9"});

struct Row {
  std::vector<std::string_view> cells = std::vector<std::string_view>(kColumns.size());
  std::vector<uint8_t> quoted = std::vector<uint8_t>(kColumns.size());
  std::vector<uint64_t> row_of_key = std::vector<uint64_t>(kColumns.size());
  bool plain = false;
};

Row take(std::string_view line) {
  Row row;
  row.plain = take_plain_row(line, kColumns, {row.cells, row.quoted, row.row_of_key, 1});
  return row;
}

std::string some_value(Random& random) {
  constexpr const char* kValues[] = {"null", "true",  "false",    "0",           "-0",
                                     "12",   "-1.50", "1e5",      "0.1E-05",     "1e+99",
                                     "\"\"", "\"x\"", "\" 1, \"", "\"\u00e9}\"", "\"null\""};
  return kValues[random.below(std::size(kValues))];
}

std::string some_line(Random& random) {
  const auto blanks = [&] { return std::string(random.below(4) == 0 ? " " : ""); };
  std::string line = blanks() + "{" + blanks();
  bool first = true;
  for (const std::string& name : kColumns.names()) {
    if (random.below(4) == 0) continue;
    if (!first) line += "," + blanks();
    first = false;
    line += "\"" + name + "\"" + blanks();
    line += ":" + blanks();
    line += some_value(random) + blanks();
  }
  return line + "}" + blanks();
}

// What nlohmann makes of the line says the same as the cells.
bool agrees(const std::string& line, const Row& row) {
  size_t keys = 0;
  const auto count = [&keys](int, Json::parse_event_t event, const Json&) {
    keys += event == Json::parse_event_t::key ? 1 : 0;
    return true;
  };
  const Json object = Json::parse(line, count, false);
  if (!object.is_object() || object.size() != keys) return false;
  for (size_t c = 0; c < kColumns.size(); ++c) {
    const Json value = object.value(kColumns.names()[c], Json());
    keys -= object.contains(kColumns.names()[c]) ? 1 : 0;
    const bool same = value.is_string() ? value.get<std::string>() == row.cells[c]
                      : value.is_null() ? row.cells[c].empty()
                                        : Json::parse(row.cells[c], nullptr, false) == value;
    if (!same || (row.quoted[c] != 0) != value.is_string()) return false;
  }
  return keys == 0;
}

}  // namespace

TEST_CASE("plain lines are taken", "[data]") {
  const Row row = take("{ \"a\":-1.5e-10,\"\u00e9\" : \"x\" ,\"b c\":\tnull }\r ");
  REQUIRE(row.plain);
  CHECK(row.cells == std::vector<std::string_view>{"-1.5e-10", "", "x"});
  CHECK(row.quoted == std::vector<uint8_t>{0, 0, 1});
}

TEST_CASE("what another parser has to decide is left to it", "[data]") {
  for (const char* line : {"",
                           " ",
                           "{",
                           "}",
                           "{}",
                           "[]",
                           "{\"a\"",
                           "{\"a\":",
                           "{\"a\":1",
                           "{\"a\":1,",
                           "{\"a\":1,}",
                           "{\"a\":1}x",
                           "{\"a\":1}{",
                           "{,\"a\":1}",
                           "{\"a\" 1}",
                           "{a:1}",
                           "{\"A\":1}",
                           "{\"a\":01}",
                           "{\"a\":-}",
                           "{\"a\":+1}",
                           "{\"a\":.5}",
                           "{\"a\":5.}",
                           "{\"a\":1e}",
                           "{\"a\":1e+}",
                           "{\"a\":1e999}",
                           "{\"a\":nul}",
                           "{\"a\":nullx}",
                           "{\"a\":True}",
                           "{\"a\":NaN}",
                           "{\"a\":1 2}",
                           "{\"a\":[1]}",
                           "{\"a\":{}}",
                           "{\"a\":\"x}",
                           "{\"a\":\"\t\"}",
                           "{\"a\":\"\\n\"}",
                           "{\"\\u0061\":1}",
                           "{\"a\":1,\"a\":2}",
                           "{\"a\":1 \"b c\":2}",
                           "{\"a\":1,,\"b c\":2}",
                           "{\"a\":1}\v"}) {
    CAPTURE(line);
    CHECK_FALSE(take(line).plain);
  }
  CHECK_FALSE(take("{\"a\":" + std::string(65, '1') + "}").plain);
}

TEST_CASE("of random lines nothing is taken that nlohmann reads otherwise", "[data]") {
  Random random(9, "plain lines");
  const std::string bytes = "{}[]\":,\\ \t\r-+.0123456789eEnulltruefalsx\x01\x1f/"s;
  int taken = 0;
  int wrong = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string line = some_line(random);
    const Row whole = take(line);
    if (line.find('"') != std::string::npos && (!whole.plain || !agrees(line, whole))) ++wrong;
    for (uint64_t n = random.below(3) + 1; n > 0 && !line.empty(); --n) {
      const size_t at = random.below(line.size());
      const char byte = bytes[random.below(bytes.size())];
      if (random.below(3) == 0) {
        line.insert(at, 1, byte);
      } else if (random.below(2) == 0) {
        line.erase(at, 1 + random.below(3));
      } else {
        line[at] = byte;
      }
    }
    const Row row = take(line);
    taken += row.plain ? 1 : 0;
    // What it is given is UTF-8 without NUL, always.
    if (row.plain && !invalid_utf8(line) && !agrees(line, row) && ++wrong < 10) {
      UNSCOPED_INFO(line);
    }
  }
  CHECK(wrong == 0);
  CHECK(taken > 4'000);
}
