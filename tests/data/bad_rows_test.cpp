#include "data/bad_rows.h"

#include <catch2/catch.hpp>

#include "core/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using Numbers = std::vector<uint64_t>;

namespace {

BadRow bad_row(size_t row, std::optional<size_t> column = std::nullopt) {
  BadRow bad;
  bad.fault.row = row;
  bad.fault.line = row + 2;
  bad.fault.byte = 10 * row;
  bad.fault.column = column;
  bad.fault.what = "expected something else";
  bad.file = "t.csv";
  bad.text = "a,\"b\"";
  return bad;
}

BadRowOptions policy(OnBadRow on) {
  BadRowOptions options;
  options.on = on;
  return options;
}

BadRows with_header(const BadRowOptions& options) {
  BadRows rows(options);
  rows.start({"x", "y \"q\""});
  return rows;
}

}  // namespace

TEST_CASE("by default the first bad row ends it, with its place", "[data]") {
  BadRows rows = with_header({});
  rows.add(5, {});
  CHECK(error_of([&] {
          rows.add(5, {bad_row(1), bad_row(2)});
        }) == "data: t.csv:3: expected something else");
  const auto told = [](BadRow row) {
    return error_of([&] { with_header({}).add(9, {std::move(row)}); });
  };
  CHECK(told(bad_row(0, 1)) == R"(data: t.csv:2: column "y \"q\"": expected something else)");
  // Beyond the header a column has a number only.
  CHECK(told(bad_row(0, 2)) == "data: t.csv:2: column 3: expected something else");
  BadRow exact = bad_row(4, 0);
  exact.fault.exact = true;
  CHECK(told(exact) == "data: t.csv:6: column \"x\": expected something else (byte 40)");
}

TEST_CASE("skipped rows are rejected, null rows are rows out", "[data]") {
  for (const OnBadRow on : {OnBadRow::kSkip, OnBadRow::kNull}) {
    BadRows rows = with_header(policy(on));
    rows.add(3, {bad_row(0), bad_row(2)});
    rows.add(0, {});
    rows.add(4, {bad_row(1)});
    CHECK(rows.rows() == 7);
    CHECK(rows.count() == 3);
    CHECK(rows.numbers() == Numbers{0, 2, 4});
    const uint64_t out = on == OnBadRow::kNull ? 7 : 4;
    for (uint64_t rows_out = 0; rows_out < 10; ++rows_out) {
      const std::string told = error_of([&] { rows.finish(rows_out); });
      if (rows_out == out) {
        CHECK(told == "no error");
      } else {
        CHECK(told == "failure: a fault of mlrun: 7 rows were read, " + std::to_string(rows_out) +
                          " kept and " + (on == OnBadRow::kNull ? "0" : "3") +
                          " rejected; please report it");
      }
    }
  }
}

TEST_CASE("numbers count from the start of a table, the rest over all tables", "[data]") {
  BadRows rows = with_header(policy(OnBadRow::kSkip));
  rows.add(10, {bad_row(9)});
  rows.start({"other"});
  CHECK(rows.numbers().empty());
  rows.add(2, {bad_row(1, 0)});
  CHECK(rows.numbers() == Numbers{1});
  CHECK(rows.count() == 2);
  CHECK(rows.rows() == 12);
}

TEST_CASE("as many bad rows as the limit says pass, one more does not", "[data]") {
  for (const OnBadRow on : {OnBadRow::kSkip, OnBadRow::kNull}) {
    for (uint64_t limit = 0; limit < 4; ++limit) {
      BadRowOptions options = policy(on);
      options.max_rows = limit;
      BadRows rows = with_header(options);
      for (uint64_t i = 0; i < limit; ++i) rows.add(1, {bad_row(0)});
      CHECK(error_of([&] { rows.add(2, {bad_row(1, 0)}); }) ==
            "data: more than " + std::to_string(limit) +
                " bad rows (--max-bad-rows); the last: t.csv:3: column \"x\": expected something "
                "else");
    }
  }
}

TEST_CASE("the share of bad rows may be the limit, but not more", "[data]") {
  const auto told = [](double limit, uint64_t rows_in, size_t bad) {
    BadRowOptions options = policy(OnBadRow::kNull);
    options.max_ratio = limit;
    BadRows rows = with_header(options);
    std::vector<BadRow> all;
    for (size_t row = 0; row < bad; ++row) all.push_back(bad_row(row));
    rows.add(rows_in, all);
    return error_of([&] { rows.finish(rows_in); });
  };
  CHECK(told(0.25, 4, 1) == "no error");
  CHECK(told(0.25, 4, 2) == "data: 2 of 4 rows are bad, more than --max-bad-ratio 0.25 allows");
  CHECK(told(0.25, 2000, 501) ==
        "data: 501 of 2,000 rows are bad, more than --max-bad-ratio 0.25 allows");
  CHECK(told(0, 5, 0) == "no error");
  CHECK(told(0, 5, 1) == "data: 1 of 5 rows are bad, more than --max-bad-ratio 0 allows");
  CHECK(told(1, 5, 5) == "no error");
  CHECK(told(0, 0, 0) == "no error");
}

TEST_CASE("rejects are written down, each with its place, cause and text", "[data]") {
  const TempDir dir;
  BadRowOptions options = policy(OnBadRow::kSkip);
  options.rejects = dir / "rejects.csv";
  BadRows rows = with_header(options);
  rows.add(3, {bad_row(0, 1), bad_row(2)});
  BadRow odd = bad_row(1, 7);
  odd.text = "two\nlines";
  odd.fault.what = "expected \"a\", got \"b\"";
  rows.add(3, {odd});
  // It appears whole, at the end.
  CHECK_FALSE(std::filesystem::exists(dir / "rejects.csv"));
  rows.finish(3);
  CHECK(slurp(dir / "rejects.csv") ==
        "file,line,byte,column,cause,text\n"
        "t.csv,2,0,\"y \"\"q\"\"\",expected something else,\"a,\"\"b\"\"\"\n"
        "t.csv,4,20,,expected something else,\"a,\"\"b\"\"\"\n"
        "t.csv,3,10,8,\"expected \"\"a\"\", got \"\"b\"\"\",\"two\nlines\"\n");
}

TEST_CASE("rejects appear when a bad row or a limit ends the run, too", "[data]") {
  const TempDir dir;
  const auto lines = [&](BadRowOptions options) {
    options.rejects = dir / "rejects.csv";
    options.replace_rejects = true;
    BadRows rows = with_header(options);
    const std::string error = error_of([&] {
      rows.add(2, {bad_row(0), bad_row(1)});
      rows.finish(options.on == OnBadRow::kNull ? 2 : 0);
    });
    CHECK(error != "no error");
    const std::string text = slurp(dir / "rejects.csv");
    return std::count(text.begin(), text.end(), '\n');
  };
  CHECK(lines({}) == 2);
  BadRowOptions limited = policy(OnBadRow::kSkip);
  limited.max_rows = 1;
  CHECK(lines(limited) == 3);
  BadRowOptions shared = policy(OnBadRow::kNull);
  shared.max_ratio = 0.5;
  CHECK(lines(shared) == 3);
}

TEST_CASE("a bad path of rejects fails at once, and nothing is written over", "[data]") {
  const TempDir dir;
  BadRowOptions options = policy(OnBadRow::kSkip);
  options.rejects = dir / "none/rejects.csv";
  CHECK(error_of([&] { BadRows rows(options); }) ==
        "failure: " + (dir / "none/rejects.csv") +
            ": cannot be written: no such file or directory");
  put(dir / "kept.csv", "mine");
  options.rejects = dir / "kept.csv";
  CHECK(error_of([&] { with_header(options).finish(0); }).starts_with("usage: "));
  CHECK(slurp(dir / "kept.csv") == "mine");
}

TEST_CASE("a run that is given up leaves no rejects behind", "[data]") {
  const TempDir dir;
  BadRowOptions options = policy(OnBadRow::kSkip);
  options.rejects = dir / "rejects.csv";
  { with_header(options).add(1, {bad_row(0)}); }
  CHECK(dir.count() == 0);
}

TEST_CASE("a fault is told with what its batch knows", "[data]") {
  RowBatch batch;
  batch.file = "f.csv";
  batch.texts = {"zero", "one"};
  RowFault fault;
  fault.row = 1;
  fault.what = "why";
  const BadRow row = bad_row_of(batch, fault);
  CHECK(row.file == "f.csv");
  CHECK(row.text == "one");
  CHECK(row.fault.what == "why");
}
