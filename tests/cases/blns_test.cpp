// The public big list of naughty strings: as names of columns and as cells, through each format.
#include <set>

#include "cases/read_table.h"
#include "cases/suite.h"
#include "core/json.h"
#include "data/format_fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

const Suite kSuite("blns");

std::vector<std::string> naughty_strings() {
  return read_json_file(kSuite / "blns.json", ErrorKind::kFailure).get<std::vector<std::string>>();
}

std::string write_table(const std::string& format, const std::vector<std::string>& names,
                        const std::vector<std::vector<std::string>>& cells) {
  std::vector<OutputColumn> columns;
  for (const auto& name : names) columns.push_back({name, true});
  return written(*make_row_format(format, columns), text_rows(cells));
}

bool comes_back(const std::string& format, const std::vector<std::string>& names,
                const std::vector<std::vector<std::string>>& cells) {
  const Rows read = read_table("t." + format, write_table(format, names, cells));
  UNSCOPED_INFO(format << ": " << read.error);
  return read.error.empty() && read.faults.empty() && read.header == names && read.cells == cells;
}

}  // namespace

TEST_CASE("naughty strings are names of columns and cells", "[blns]") {
  if (!kSuite.is_there()) return;
  const auto strings = naughty_strings();
  const std::set<std::string> names(strings.begin(), strings.end());
  for (const std::string format : {"csv", "tsv", "jsonl"}) {
    int good = 0;
    int named = 0;
    for (const auto& string : strings) {
      CAPTURE(string);
      const bool cell =
          comes_back(format, {"a", "b"}, {{string, "1"}, {"2", string}, {string, string}});
      const bool alone = comes_back(format, {"a"}, {{string}, {"x"}, {string}});
      CHECK(cell);
      CHECK(alone);
      good += cell && alone ? 1 : 0;
    }
    for (const auto& name : names) {
      if (name.empty()) continue;
      CAPTURE(name);
      const bool is_name = comes_back(format, {name}, {{"1"}, {name}}) &&
                           comes_back(format, {"other name", name}, {{"1", name}});
      CHECK(is_name);
      named += is_name ? 1 : 0;
    }
    kSuite.report(format + ": " + std::to_string(good) + " of " + std::to_string(strings.size()) +
                  " as cells, " + std::to_string(named) + " of " +
                  std::to_string(names.size() - 1) + " as names");
  }
}

TEST_CASE("all naughty strings at once are a header and a row", "[blns]") {
  if (!kSuite.is_there()) return;
  std::set<std::string> distinct;
  for (const auto& string : naughty_strings()) {
    if (!string.empty()) distinct.insert(string);
  }
  const std::vector<std::string> names(distinct.begin(), distinct.end());
  const std::vector<std::string> reversed(distinct.rbegin(), distinct.rend());
  for (const char* format : {"csv", "tsv", "jsonl"}) {
    CHECK(comes_back(format, names, {names, reversed}));
    CHECK(comes_back(format, reversed, {reversed, names}));
  }
}
