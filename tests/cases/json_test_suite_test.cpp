// The public suite JSONTestSuite, as JSON Lines: y_ must be read, n_ refused, i_ are free.
#include <nlohmann/json.hpp>

#include "cases/read_table.h"
#include "cases/suite.h"
#include "core/text.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

const Suite kSuite("JSONTestSuite");

// Valid JSON that is no row of a table.
bool is_no_row(const std::string& what) {
  for (const char* reason : {"expected a value, got an array", "expected a value, got an object",
                             "expected an object, got ", "this key stands twice",
                             "the first object has no keys", "a key is empty", "a NUL character"}) {
    if (what.find(reason) != std::string::npos) return true;
  }
  return false;
}

// The fault of a value in the second line; empty when it was read as `expected` (if that is told).
std::string fault_of_value(const std::string& value, const std::string* expected = nullptr) {
  const Rows read = read_table("t.jsonl", "{\"v\":0}\n{\"v\": " + value + "}\n");
  REQUIRE(read.error.empty());
  REQUIRE(read.cells.size() == 2);
  if (!read.faults.empty()) return read.faults.front();
  if (expected != nullptr && read.cells[1][0] != *expected) return "another cell";
  return {};
}

// Line ends outside of strings are blanks to JSON, but end a line of JSON Lines.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

// What stands between the brackets of a text that begins and ends with some.
std::optional<std::string> inside_brackets(const std::string& text) {
  const std::string_view inner = trim(text);
  if (inner.size() < 2 || inner.front() != '[' || inner.back() != ']') return std::nullopt;
  return std::string(inner.substr(1, inner.size() - 2));
}

// The only value in an array, if it is a single one, as a cell says it.
std::optional<std::string> cell_of_only_value(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_array() || json.size() != 1 || json[0].is_structured()) return std::nullopt;
  if (json[0].is_null()) return "";
  if (json[0].is_string()) return json[0].get<std::string>();
  return std::string(trim(*inside_brackets(text)));
}

// True when a cell or a row was read: not all valid JSON has one.
bool check_accepted(const std::string& text) {
  const std::string line = one_line(text);
  const std::string nested = fault_of_value(line);
  CHECK((nested.empty() || is_no_row(nested)));
  const Rows read = read_table("t.jsonl", line);
  CAPTURE(read.error);
  CHECK((read.error.empty() ? read.faults.empty() : is_no_row(read.error)));
  bool as_cell = false;
  if (const auto cell = cell_of_only_value(line)) {
    const std::string fault = fault_of_value(*inside_brackets(line), &*cell);
    CAPTURE(fault);
    CHECK((fault.empty() || is_no_row(fault)));
    as_cell = fault.empty();
  }
  return as_cell || nested.empty() || read.error.empty();
}

void check_refused(const std::string& text) {
  const std::string line = one_line(text);
  CHECK_FALSE(fault_of_value(line).empty());
  const auto inner = inside_brackets(line);
  if (inner && line == text) CHECK_FALSE(fault_of_value(*inner).empty());
  CHECK_FALSE(read_table("t.jsonl", line).error.empty());
  CHECK_FALSE(read_table("t.jsonl", text).error.empty());
}

// Of whatever kind: no crash, and a verdict.
void try_out(const std::string& text) {
  (void)fault_of_value(one_line(text));
  (void)read_table("t.jsonl", text);
  (void)read_table("t.jsonl", "{\"v\":0}\n" + text);
  if (const auto inner = inside_brackets(one_line(text))) (void)fault_of_value(*inner);
}

}  // namespace

TEST_CASE("JSONTestSuite as JSON Lines", "[JSONTestSuite]") {
  if (!kSuite.is_there()) return;
  int accepted = 0;
  int read = 0;
  int refused = 0;
  int undefined = 0;
  int joined = 0;
  for (const std::string& name : kSuite.names("test_parsing")) {
    CAPTURE(name);
    const std::string text = slurp(kSuite / ("test_parsing/" + name));
    try_out(text);
    joined += one_line(text) != text ? 1 : 0;
    if (name[0] == 'y') {
      read += check_accepted(text) ? 1 : 0;
      ++accepted;
    } else if (name[0] == 'n') {
      check_refused(text);
      ++refused;
    } else {
      ++undefined;
    }
  }
  kSuite.report(std::to_string(accepted) + " accepted (" + std::to_string(read) +
                " hold a cell or row, the rest is nested or has keys that no table can have), " +
                std::to_string(refused) + " refused, " + std::to_string(undefined) +
                " undefined; line ends made blanks in " + std::to_string(joined));
  CHECK(accepted == 95);
  CHECK(refused == 188);
  CHECK(undefined == 35);
}

TEST_CASE("JSONTestSuite's transformations get a verdict", "[JSONTestSuite]") {
  if (!kSuite.is_there()) return;
  const auto names = kSuite.names("test_transform");
  for (const std::string& name : names) {
    CAPTURE(name);
    try_out(slurp(kSuite / ("test_transform/" + name)));
  }
  kSuite.report(std::to_string(names.size()) + " transformations, no crash");
}
