#include "data/bad_rows.h"

#include <catch2/catch.hpp>

#include "core/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// A bad row at a position in its block; line 17 of t.csv.
BadRow bad(size_t row, std::optional<size_t> column = {}, bool exact = false) {
  return {{row, 40, exact, 17, column, "expected a number, got \"abc\""}, "t.csv", "1,\"a\"\"b\""};
}

BadRowOptions options_of(OnBadRow on) {
  BadRowOptions options;
  options.on = on;
  return options;
}

BadRows skipping() {
  BadRows rows(options_of(OnBadRow::kSkip));
  rows.start({"x", "y"});
  return rows;
}

}  // namespace

TEST_CASE("under fail the first bad row is told", "[data]") {
  const auto told = [](const BadRow& row) {
    return error_of([&] {
      BadRows rows;
      rows.start({"x", "y\n"});
      rows.add(9, {row});
    });
  };
  CHECK(told(bad(3)) == "data: t.csv:17: expected a number, got \"abc\"");
  CHECK(told(bad(3, 0)) == "data: t.csv:17: column \"x\": expected a number, got \"abc\"");
  CHECK(told(bad(3, 1, true)) ==
        R"(data: t.csv:17: column "y\n": expected a number, got "abc" (byte 40))");
  // Beyond the header, by its number.
  CHECK(told(bad(3, 2)) == "data: t.csv:17: column 3: expected a number, got \"abc\"");
}

TEST_CASE("a table must keep a row, and what it lost is told", "[data]") {
  BadRows rows = skipping();
  rows.require_rows(1, "t.csv");
  CHECK(error_of([&] { rows.require_rows(0, "t.csv"); }) == "data: t.csv: a header but no rows");
  rows.add(2, {bad(0, 1), bad(1)});
  rows.require_rows(1, "t.csv");
  CHECK(
      error_of([&] { rows.require_rows(0, "t.csv"); }) ==
      "data: t.csv: all its rows (2) are bad and were left out; the first: t.csv:17: column \"y\": "
      "expected a number, got \"abc\"");
  rows.start({"x"});
  CHECK(error_of([&] { rows.require_rows(0, "u.csv"); }) == "data: u.csv: a header but no rows");
}

TEST_CASE("rows are counted over all tables, numbers over the last", "[data]") {
  BadRows rows = skipping();
  rows.add(5, {bad(1), bad(4)});
  rows.add(3, {});
  rows.add(2, {bad(0)});
  CHECK(rows.rows() == 10);
  CHECK(rows.count() == 3);
  CHECK(rows.numbers() == std::vector<uint64_t>{1, 4, 8});
  rows.start({"x"});
  CHECK(rows.numbers().empty());
  rows.add(2, {bad(1)});
  CHECK(rows.rows() == 12);
  CHECK(rows.count() == 4);
  CHECK(rows.numbers() == std::vector<uint64_t>{1});
}

TEST_CASE("as many bad rows as allowed pass, one more does not", "[data]") {
  for (const OnBadRow on : {OnBadRow::kSkip, OnBadRow::kNull}) {
    BadRowOptions options = options_of(on);
    options.max_rows = 2;
    BadRows rows(options);
    rows.start({"x"});
    rows.add(5, {bad(0), bad(1)});
    CHECK(error_of([&] { rows.add(5, {bad(0, 0)}); }) ==
          "data: more than 2 bad rows (--max-bad-rows); the last: t.csv:17: column \"x\": expected "
          "a number, got \"abc\"");
  }
  BadRowOptions none = options_of(OnBadRow::kSkip);
  none.max_rows = 0;
  BadRows rows(none);
  rows.start({"x"});
  CHECK_NOTHROW(rows.add(5, {}));
  CHECK_THROWS(rows.add(5, {bad(0)}));
}

TEST_CASE("a share of bad rows may be reached, not passed", "[data]") {
  const auto verdict = [](double ratio, uint64_t all, size_t wrong) {
    BadRowOptions options = options_of(OnBadRow::kSkip);
    options.max_ratio = ratio;
    BadRows rows(options);
    rows.start({"x"});
    std::vector<BadRow> some;
    for (size_t i = 0; i < wrong; ++i) some.push_back(bad(i));
    rows.add(all, some);
    return error_of([&] { rows.finish(all - wrong); });
  };
  CHECK(verdict(0.25, 4, 1) == "no error");
  CHECK(verdict(0.25, 4, 2) == "data: 2 of 4 rows are bad, more than --max-bad-ratio 0.25 allows");
  CHECK(verdict(0, 4, 0) == "no error");
  CHECK(verdict(0, 4, 1) != "no error");
  CHECK(verdict(1, 4, 4) == "no error");
  CHECK(verdict(0, 0, 0) == "no error");
}

TEST_CASE("rows in = rows out + rows rejected, or the program is wrong", "[data]") {
  const auto finish = [](OnBadRow on, uint64_t rows_out) {
    BadRows rows(options_of(on));
    rows.start({"x"});
    rows.add(5, {bad(0), bad(1)});
    return error_of([&] { rows.finish(rows_out); });
  };
  CHECK(finish(OnBadRow::kSkip, 3) == "no error");
  CHECK(finish(OnBadRow::kNull, 5) == "no error");
  CHECK(finish(OnBadRow::kSkip, 5) ==
        "failure: a fault of mlrun: 5 rows were read, 5 kept and 2 rejected; please report it");
  CHECK(finish(OnBadRow::kNull, 3) != "no error");
}

TEST_CASE("rejects are written down with file, line, byte, column, cause and text", "[data]") {
  const TempDir dir;
  BadRowOptions options = options_of(OnBadRow::kSkip);
  options.rejects = dir / "rejects.csv";
  const std::string head = "file,line,byte,column,cause,text\n";
  const std::string cause = "\"expected a number, got \"\"abc\"\"\"";
  const std::string text = "\"1,\"\"a\"\"\"\"b\"\"\"\n";
  {
    BadRows rows(options);
    rows.start({"x", "a,b"});
    rows.add(9, {bad(0), bad(1, 1), bad(2, 7)});
    rows.finish(6);
  }
  const std::string row = "t.csv,17,40,";
  const std::string written = slurp(dir / "rejects.csv");
  CHECK(written == head + row + "," + cause + "," + text + row + "\"a,b\"," + cause + "," + text +
                       row + "8," + cause + "," + text);
  // It is not overwritten unless that is asked for.
  BadRows refused(options);
  CHECK(error_of([&] { refused.finish(0); }) != "no error");
  CHECK(slurp(dir / "rejects.csv") == written);
  options.replace_rejects = true;
  BadRows again(options);
  again.start({"x"});
  again.finish(0);
  CHECK(slurp(dir / "rejects.csv") == head);
}

TEST_CASE("rejects are there when the run fails, too", "[data]") {
  for (const OnBadRow on : {OnBadRow::kFail, OnBadRow::kSkip}) {
    const TempDir dir;
    BadRowOptions options = options_of(on);
    options.rejects = dir / "rejects.csv";
    options.max_rows = 0;
    BadRows rows(options);
    rows.start({"x"});
    CHECK(error_of([&] { rows.add(3, {bad(0), bad(1)}); }) != "no error");
    const std::string written = slurp(dir / "rejects.csv");
    CHECK(std::count(written.begin(), written.end(), '\n') == 2);
  }
  const TempDir dir;
  BadRowOptions options = options_of(OnBadRow::kSkip);
  options.rejects = dir / "none" + "/rejects.csv";
  CHECK(error_of([&] { BadRows rows(options); }) != "no error");
}

TEST_CASE("a batch's fault is told with its file and text", "[data]") {
  RowBatch batch;
  batch.columns = 1;
  batch.file = "u.csv";
  batch.texts = {"a", "b,c"};
  RowFault fault;
  fault.row = 1;
  fault.line = 3;
  const BadRow row = bad_row_of(batch, fault);
  CHECK(row.file == "u.csv");
  CHECK(row.text == "b,c");
  CHECK(row.fault.line == 3);
}

TEST_CASE("a bad path of rejects fails at once, and nothing is written over", "[data]") {
  const TempDir dir;
  BadRowOptions options = options_of(OnBadRow::kSkip);
  options.rejects = dir / "none/rejects.csv";
  CHECK(error_of([&] { BadRows rows(options); }) ==
        "failure: " + (dir / "none/rejects.csv") +
            ": cannot be written: no such file or directory");
  put(dir / "kept.csv", "mine");
  options.rejects = dir / "kept.csv";
  CHECK(error_of([&] { BadRows(options).finish(0); }).starts_with("usage: "));
  CHECK(slurp(dir / "kept.csv") == "mine");
}

TEST_CASE("a run that is given up leaves no rejects behind", "[data]") {
  const TempDir dir;
  BadRowOptions options = options_of(OnBadRow::kSkip);
  options.rejects = dir / "rejects.csv";
  { BadRows(options).add(1, {bad(0)}); }
  CHECK(dir.count() == 0);
}
