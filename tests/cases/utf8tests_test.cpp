// The public suite utf8tests: valid and invalid UTF-8 in cells.
#include <cctype>
#include <fstream>
#include <optional>

#include "cases/read_table.h"
#include "cases/suite.h"
#include "core/text.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

const Suite kSuite("utf8tests");

struct Case {
  std::string number;
  std::string bytes;
  std::optional<size_t> invalid;  // the first bad byte
};

std::string from_hex(const std::string& hex) {
  std::string digits;
  for (const char c : hex) {
    if (std::isxdigit(static_cast<unsigned char>(c)) != 0) digits += c;
  }
  std::string bytes;
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

// The suite says what the text is with each bad part replaced by U+FFFD: the first one stands where
// the two begin to differ.
size_t first_difference(const std::string& bytes, const std::string& replaced) {
  const auto [ours, theirs] =
      std::mismatch(bytes.begin(), bytes.end(), replaced.begin(), replaced.end());
  auto at = static_cast<size_t>(theirs - replaced.begin());
  while (at > 0 && at < replaced.size() && (replaced[at] & 0xC0) == 0x80) --at;
  return at;
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  std::ifstream file(kSuite / "utf8tests.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto fields = split(line, ':');
    const std::string_view kind = trim(fields.at(1));
    const std::string value(fields.at(2));
    Case one{std::string(fields[0]), kind == "valid" ? value : from_hex(value), {}};
    if (kind == "invalid hex") {
      one.invalid = first_difference(one.bytes, from_hex(std::string(fields.at(4))));
    }
    cases.push_back(std::move(one));
  }
  return cases;
}

// A table whose second row is the bytes; they begin `before` bytes into the file.
struct Written {
  std::string file;
  std::string text;
  size_t before;
};

std::vector<Written> as_tables(const std::string& bytes) {
  return {{"t.csv", "v\nx\n\"" + bytes + "\"\n", 5},
          {"t.tsv", "v\tw\nx\t1\n" + bytes + "\t2\n", 8},
          {"t.jsonl", "{\"v\":\"x\"}\n{\"v\":\"" + bytes + "\"}\n", 16}};
}

bool is_refused_at(const Rows& read, size_t byte) {
  if (!read.error.empty() || read.faults.size() != 1) return false;
  return read.faults[0].starts_with("3: byte " + std::to_string(byte) + ": ") ||
         read.faults[0].starts_with("2: byte " + std::to_string(byte) + ": ");
}

}  // namespace

TEST_CASE("utf8tests: what is valid is read, what is not is refused at its first bad byte",
          "[utf8tests]") {
  if (!kSuite.is_there()) return;
  int valid = 0;
  int invalid = 0;
  int nul = 0;
  for (const Case& one : all_cases()) {
    CAPTURE(one.number);
    CHECK(invalid_utf8(one.bytes) == one.invalid);
    const size_t zero = one.bytes.find('\0');
    const size_t bad = std::min(one.invalid.value_or(std::string::npos), zero);
    for (const Written& table : as_tables(one.bytes)) {
      CAPTURE(table.file);
      const Rows read = read_table(table.file, table.text);
      CAPTURE(read.error, read.faults);
      if (bad != std::string::npos) {
        CHECK(is_refused_at(read, table.before + bad));
      } else {
        CHECK(read.faults.empty());
        REQUIRE(read.cells.size() == 2);
        CHECK(read.cells[1][0] == one.bytes);
      }
    }
    valid += one.invalid ? 0 : 1;
    invalid += one.invalid ? 1 : 0;
    nul += zero != std::string::npos ? 1 : 0;
  }
  kSuite.report(std::to_string(valid) + " valid, " + std::to_string(invalid) +
                " invalid, in csv, tsv and jsonl; " + std::to_string(nul) +
                " of them with NUL, which no table may hold");
  CHECK(valid + invalid == 222);
}
