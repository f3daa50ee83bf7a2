// The same table for any number of threads and any size of blocks.
#include "data/table_reader.h"

#include "data/draft_fixtures.h"
#include "data/fixtures.h"
#include "data/packed.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

struct Outcome {
  std::string error;
  Table table;
  std::vector<uint64_t> bad;
};

Outcome read_by(const std::string& path, const DataSpec& spec, size_t block_rows, int threads,
                OnBadRow on) {
  ReadOptions read;
  read.block_rows = block_rows;
  BadRowOptions bad_options;
  bad_options.on = on;
  BadRows bad(bad_options);
  TableReadOptions options;
  options.threads = threads;
  options.bad = &bad;
  Outcome outcome;
  outcome.error = error_of([&] {
    const auto reader = open_rows({path}, read);
    outcome.table = read_table(*reader, spec, NeedTarget::kYes, options);
    bad.finish(static_cast<uint64_t>(outcome.table.rows));
  });
  outcome.bad = bad.numbers();
  return outcome;
}

// Rows of every type; about one in `bad_every` has a fault of some kind.
std::string typed_text(Random& random, size_t rows, uint64_t bad_every) {
  std::string text = "n,b,t,c,id,w,y\n";
  for (size_t row = 0; row < rows; ++row) {
    std::vector<std::string> cells = {
        std::to_string(row) + ".5",     row % 2 == 0 ? "no" : "Yes", "2026-01-31",
        row % 3 == 0 ? "red" : "green", "k" + std::to_string(row),   "1",
        row % 2 == 0 ? "win" : "lose"};
    if (random.below(bad_every) == 0)
      cells[random.below(7)] = std::vector<std::string>{"x,y",  "oops",   "\"open",
                                                        "1e39", "\"a\"b", "\xFF"}[random.below(6)];
    for (size_t c = 0; c < cells.size(); ++c) text += (c > 0 ? "," : "") + cells[c];
    text += "\n";
  }
  return text;
}

ReadOptions in_blocks(size_t rows) {
  ReadOptions options;
  options.block_rows = rows;
  return options;
}

}  // namespace

TEST_CASE("tables do not depend on threads and blocks, also where rows are bad", "[data]") {
  Random random(41, "tables");
  const TempDir dir;
  for (int round = 0; round < 40; ++round) {
    const size_t rows = random.below(400);
    put_anew(dir / "t.csv", typed_text(random, rows, 2 + random.below(40)));
    for (const OnBadRow on : {OnBadRow::kFail, OnBadRow::kSkip}) {
      const Outcome one = read_by(dir / "t.csv", every_type(), 4096, 1, on);
      for (int threads = 1; threads <= 4; ++threads) {
        const size_t block_rows = 1 + random.below(random.below(2) == 0 ? 5 : 500);
        CAPTURE(round, rows, threads, block_rows, one.error);
        const Outcome other = read_by(dir / "t.csv", every_type(), block_rows, threads, on);
        REQUIRE(other.error == one.error);
        REQUIRE(other.bad == one.bad);
        REQUIRE(difference(other.table, one.table).empty());
        REQUIRE((on == OnBadRow::kFail || other.error == "no error"));
      }
    }
  }
}

TEST_CASE("bad rows are left out where that is allowed, and numbered", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", "x\n1\noops\n3\n4,5\n6\n");
  const DataSpec spec = one_column(ColumnType::kNumeric);
  const Outcome read = read_by(dir / "t.csv", spec, 2, 2, OnBadRow::kSkip);
  CHECK(read.table.columns[0].numbers == std::vector<float>{1, 3, 6});
  CHECK(read.bad == std::vector<uint64_t>{1, 3});
  CHECK(read_by(dir / "t.csv", spec, 2, 2, OnBadRow::kFail).error ==
        "data: " + (dir / "t.csv") + ":3: column \"x\": expected a number, got \"oops\"");
}

TEST_CASE("the memory a table will take is foreseen from the rows read", "[data]") {
  CHECK(rows_expected({0, 100, 0, 0}) == 0);
  CHECK(rows_expected({50, 0, 10, 0}) == 0);
  // A little more than as many again.
  CHECK(rows_expected({50, 100, 100, 0}) >= 200);
  CHECK(rows_expected({50, 100, 100, 0}) <= 240);
  CHECK(error_of([] { check_memory(1000, {50, 100, 10, 0}, 0); }) == "no error");
  CHECK(error_of([] { check_memory(1000, {50, 100, 10, 0}, 2000); }) == "no error");
  CHECK(error_of([] {
          check_memory(1001, {50, 100, 10, 0}, 2000);
        }).starts_with("data: the table needs about "));
  CHECK(error_of([] { check_memory(2000, {100, 100, 10, 0}, 2000); }) == "no error");
  CHECK(error_of([] {
          check_memory(2001, {100, 100, 10, 0}, 2000);
        }).starts_with("data: the table needs more than "));
  TextRows rows(column_text("x", 10'000, [](int row) { return std::to_string(row); }));
  TableReadOptions options;
  options.memory_limit = 10'000;
  CHECK(rows.error_in([&] {
              read_table(*rows, one_column(ColumnType::kNumeric), NeedTarget::kNo, options);
            })
            .find("--memory allows") != std::string::npos);
}

TEST_CASE("the bytes of a table are those of its cells", "[data]") {
  TextRows rows("n,b,t,c,w,y\n1,no,1970-01-01,red,1,win\n2,no,1970-01-01,red,1,win\n");
  const Table table = read_table(*rows, every_type(), NeedTarget::kYes);
  // Two rows: numbers, weights and codes of 4 bytes, dates of 8.
  CHECK(bytes_of(table) == 2 * (4 + 4 + 8 + 4 + 4 + 4));
}

TEST_CASE("progress is told in the order of the rows, up to all", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", column_text("x", 100, [](int row) { return std::to_string(row); }));
  ReadOptions read;
  read.block_rows = 9;
  const auto reader = open_rows({dir / "t.csv"}, read);
  std::vector<uint64_t> seen;
  TableReadOptions options;
  options.threads = 3;
  options.progress = [&](const ReadCounts& counts) { seen.push_back(counts.rows); };
  read_table(*reader, one_column(ColumnType::kNumeric), NeedTarget::kNo, options);
  CHECK(seen.size() == 12);
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(seen.back() == 100);
}

TEST_CASE("the first bad row in the file is the one told, on any number of threads", "[data]") {
  const TempDir dir;
  std::string text = "x\n";
  for (int row = 0; row < 500; ++row) text += (row >= 123 && row % 3 == 0 ? "bad\n" : "1\n");
  put(dir / "t.csv", text);
  for (int threads = 1; threads <= 4; ++threads) {
    for (const size_t block_rows : {size_t{1}, size_t{10}, size_t{1000}}) {
      const auto reader = open_rows({dir / "t.csv"}, in_blocks(block_rows));
      TableReadOptions options;
      options.threads = threads;
      CHECK(error_of([&] {
              read_table(*reader, one_column(ColumnType::kNumeric), NeedTarget::kNo, options);
            }) ==
            "data: " + (dir / "t.csv") + ":125: column \"x\": expected a number, got \"bad\"");
    }
  }
}

TEST_CASE("an error of the reader is told after the bad rows before it", "[data]") {
  const TempDir dir;
  put(dir / "a.csv", "x\n1\n2\n");
  put(dir / "b.csv", "x\noops\n");
  const DataSpec spec = one_column(ColumnType::kNumeric);
  for (int threads = 1; threads <= 4; ++threads) {
    const auto told = [&](const std::vector<std::string>& paths) {
      const auto reader = open_rows(paths, in_blocks(1));
      TableReadOptions options;
      options.threads = threads;
      return error_of([&] { read_table(*reader, spec, NeedTarget::kNo, options); });
    };
    CHECK(told({dir / "a.csv", dir / "none.csv"}) ==
          "data: " + (dir / "none.csv") + ": cannot be read: no such file or directory");
    CHECK(told({dir / "a.csv", dir / "b.csv", dir / "none.csv"}) ==
          "data: " + (dir / "b.csv") + ":2: column \"x\": expected a number, got \"oops\"");
  }
}

TEST_CASE("a table over the limit of memory is refused as soon as that shows", "[data]") {
  const std::string text = column_text("x", 100'000, [](int row) { return std::to_string(row); });
  const auto told = [&](uint64_t limit, uint64_t* rows = nullptr) {
    TextRows reader(text);
    TableReadOptions options;
    options.memory_limit = limit;
    options.progress = [&](const ReadCounts& counts) {
      if (rows != nullptr) *rows = counts.rows;
    };
    return error_of(
        [&] { read_table(*reader, one_column(ColumnType::kNumeric), NeedTarget::kNo, options); });
  };
  CHECK(told(0) == "no error");
  // The first rows are shorter than most, so that more are expected at first.
  CHECK(told(600'000) == "no error");
  uint64_t rows = 0;
  CHECK(told(200'000, &rows).starts_with("data: the table needs about "));
  CHECK(rows < 50'000);
}

TEST_CASE("memory is checked by what a whole file will take", "[data]") {
  const auto told = [](uint64_t bytes, uint64_t read, uint64_t total, uint64_t limit) {
    return error_of([&] { check_memory(bytes, {read, total, 1, 0}, limit); });
  };
  CHECK(told(1000, 1, 10, 0) == "no error");
  CHECK(told(1000, 1, 10, 10'000) == "no error");
  CHECK(told(1000, 1, 10, 9'999).starts_with("data: the table needs about "));
  CHECK(told(1000, 10, 10, 1000) == "no error");
  CHECK(told(1001, 10, 10, 1000).starts_with("data: the table needs more than "));
  // Of an unknown size: what is there counts.
  CHECK(told(1000, 5, 0, 1000) == "no error");
  CHECK(told(1001, 5, 0, 1000).starts_with("data: the table needs more than "));
}

TEST_CASE("a packed table is the same table", "[data]") {
  Random random(43, "packed tables");
  const TempDir dir;
  const std::string text = typed_text(random, 2000, 25);
  put(dir / "t.csv", text);
  put(dir / "t.csv.gz", gzip_of(text.substr(0, 1000)) + gzip_of(text.substr(1000)));
  put(dir / "t.csv.zst", zstd_of(text.substr(0, 5000)) + zstd_of(text.substr(5000)));
  const Outcome plain = read_by(dir / "t.csv", every_type(), 4096, 1, OnBadRow::kSkip);
  CHECK(plain.error == "no error");
  CHECK(plain.bad.size() > 20);
  for (const char* name : {"t.csv.gz", "t.csv.zst"}) {
    const Outcome packed = read_by(dir / name, every_type(), 100, 3, OnBadRow::kSkip);
    CHECK(difference(packed.table, plain.table).empty());
    CHECK(packed.bad == plain.bad);
  }
}
