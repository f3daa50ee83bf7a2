#include "data/table_reader.h"

#include "core/random.h"
#include "data/fixtures.h"
#include "data/packed.h"
#include "data/same_tables.h"

using namespace mlrun;
using namespace mlrun::test;
using namespace std::string_literals;

namespace {

// Rows for every_type(), some of which are bad in one way or another.
std::string random_rows(int rows, uint64_t one_bad_in) {
  Random random(31, "tables to read");
  std::string text = "y,w,extra,junk,id,c,t,b,n\n";
  const auto pick = [&](const std::vector<std::string>& texts) {
    return texts[random.below(texts.size())];
  };
  for (int row = 0; row < rows; ++row) {
    if (random.below(one_bad_in) == 0) {
      text += pick({"one field", "win,1,\"red\"x", "draw,1,,,k,red,,yes,1", "win,-1,,,k,red,,yes,1",
                    "win,1,,,k,red,soon,yes,oops", "win,1,\"\"x,,k,red,,yes,1", ",,,,,,,,"}) +
              "\n";
      continue;
    }
    text += pick({"win", "lose"}) + "," + std::to_string(row % 7) + ",e,j,id" +
            std::to_string(row) + "," + pick({"red", "blue", "green", "", "\"red\""}) + "," +
            pick({"1970-01-02", "", "2026-01-31T12:00:00Z"}) + "," + pick({"yes", "NO", "?"}) +
            "," + pick({"1.5", "NA", "-2e3", " 7 "}) + "\n" + (random.below(9) == 0 ? "\n" : "");
  }
  return text;
}

struct Read {
  Table table;
  std::vector<uint64_t> bad;
  uint64_t rows = 0;
};

Read read_skipping(const std::string& path, int threads, size_t block_rows) {
  BadRowOptions skip;
  skip.on = OnBadRow::kSkip;
  BadRows bad(skip);
  TableReadOptions options;
  options.threads = threads;
  options.bad = &bad;
  const auto reader = open_rows({path}, in_blocks({}, block_rows));
  Read read;
  read.table = read_table(*reader, every_type(), NeedTarget::kYes, options);
  bad.finish(static_cast<uint64_t>(read.table.rows));
  read.bad = bad.numbers();
  read.rows = bad.rows();
  return read;
}

}  // namespace

TEST_CASE("a table is the same for any number of threads and any blocks, without bad rows too",
          "[data]") {
  const TempDir dir;
  put(dir / "t.csv", random_rows(3000, 25));
  const Read whole = read_skipping(dir / "t.csv", 1, 4096);
  CHECK(whole.bad.size() > 50);
  CHECK(whole.table.rows > 2500);
  for (int threads = 1; threads <= 4; ++threads) {
    for (const size_t block_rows : {size_t{1}, size_t{7}, size_t{1000}, size_t{4096}}) {
      CAPTURE(threads, block_rows);
      const Read read = read_skipping(dir / "t.csv", threads, block_rows);
      CHECK(difference(read.table, whole.table).empty());
      CHECK(read.bad == whole.bad);
      CHECK(read.rows == whole.rows);
    }
  }
}

TEST_CASE("skipping leaves what is read of the file without its bad rows", "[data]") {
  const TempDir dir;
  const std::string text = random_rows(500, 10);
  put(dir / "t.csv", text);
  const Read skipped = read_skipping(dir / "t.csv", 2, 64);
  // The same lines again, without the bad ones: here no row has quoted line ends.
  std::string good = text.substr(0, text.find('\n') + 1);
  uint64_t row = 0;
  for (size_t at = good.size(); at < text.size();) {
    const size_t end = text.find('\n', at) + 1;
    if (end - at > 1) {
      const auto& bad = skipped.bad;
      if (std::find(bad.begin(), bad.end(), row) == bad.end()) good += text.substr(at, end - at);
      ++row;
    }
    at = end;
  }
  CHECK(row == skipped.rows);
  TextRows rows(good);
  CHECK(difference(read_table(*rows, every_type(), NeedTarget::kYes), skipped.table).empty());
}

TEST_CASE("the first bad row in the file is the one told, on any number of threads", "[data]") {
  const TempDir dir;
  std::string text = "x\n";
  for (int row = 0; row < 500; ++row) text += (row >= 123 && row % 3 == 0 ? "bad" : "1") + "\n"s;
  put(dir / "t.csv", text);
  for (int threads = 1; threads <= 4; ++threads) {
    for (const size_t block_rows : {size_t{1}, size_t{10}, size_t{1000}}) {
      const auto reader = open_rows({dir / "t.csv"}, in_blocks({}, block_rows));
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
      const auto reader = open_rows(paths, in_blocks({}, 1));
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

TEST_CASE("progress is told in order, to the end", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", column_text("x", 100, [](int row) { return std::to_string(row); }));
  for (int threads = 1; threads <= 4; ++threads) {
    const auto reader = open_rows({dir / "t.csv"}, in_blocks({}, 7));
    std::vector<uint64_t> seen;
    TableReadOptions options;
    options.threads = threads;
    options.progress = [&](const ReadCounts& counts) { seen.push_back(counts.rows); };
    read_table(*reader, one_column(ColumnType::kNumeric), NeedTarget::kNo, options);
    CHECK(seen.size() == 15);
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    CHECK(seen.back() == 100);
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

TEST_CASE("bytes of a table are those of its cells", "[data]") {
  Table table;
  CHECK(bytes_of(table) == 0);
  table.columns.resize(2);
  table.columns[0].numbers = {1, 2, 3};
  table.columns[1].codes = {1};
  table.columns[1].seconds = {1, 2};
  CHECK(bytes_of(table) == 12 + 4 + 16);
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

TEST_CASE("rows are expected by the share of bytes that is read", "[data]") {
  CHECK(rows_expected({0, 100, 0, 0}) == 0);
  CHECK(rows_expected({10, 0, 5, 0}) == 0);
  CHECK(rows_expected({100, 100, 1000, 0}) >= 1000);
  CHECK(rows_expected({100, 100, 1000, 0}) <= 1100);
  CHECK(rows_expected({10, 100, 1000, 0}) >= 10'000);
}

TEST_CASE("a packed table is the same table", "[data]") {
  const TempDir dir;
  const std::string text = random_rows(2000, 25);
  put(dir / "t.csv", text);
  put(dir / "t.csv.gz", gzip_of(text.substr(0, 1000)) + gzip_of(text.substr(1000)));
  put(dir / "t.csv.zst", zstd_of(text.substr(0, 5000)) + zstd_of(text.substr(5000)));
  const Read plain = read_skipping(dir / "t.csv", 1, 4096);
  for (const char* name : {"t.csv.gz", "t.csv.zst"}) {
    const Read packed = read_skipping(dir / name, 3, 100);
    CHECK(difference(packed.table, plain.table).empty());
    CHECK(packed.bad == plain.bad);
  }
}
