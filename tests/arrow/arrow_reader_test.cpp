#include "arrow/arrow_reader.h"

#include <unistd.h>

#include <thread>

#include "arrow/files.h"
#include "core/text.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::vector<std::vector<std::string>> expected_cells() {
  std::vector<std::vector<std::string>> rows;
  const std::string text = slurp(arrow_file("all_types.tsv"));
  for (const auto line : split(std::string_view(text).substr(0, text.size() - 1), '\n')) {
    rows.emplace_back();
    for (const auto cell : split(line, '\t')) rows.back().emplace_back(cell);
  }
  return rows;
}

}  // namespace

TEST_CASE("every type has the text that is stated for it, in each format") {
  const std::string name = GENERATE("all_types.parquet", "all_types.arrow", "all_types.arrows");
  CAPTURE(name);
  auto reader = open_arrow(arrow_file(name));
  auto expected = expected_cells();
  const size_t columns = reader.header().size();
  CHECK(columns == (name == "all_types.parquet" ? 23u : 29u));
  for (auto& row : expected) row.resize(columns);
  CHECK(reader.header() == expected.front());
  expected.erase(expected.begin());
  CHECK(read_rows(reader).cells == expected);
}

TEST_CASE("blocks have exactly so many rows, across row groups and record batches") {
  const std::string name =
      GENERATE("groups_zstd.parquet", "groups_snappy.parquet", "groups_gzip.parquet",
               "groups_checksums.parquet", "groups.arrow", "groups_zstd.arrow", "groups_lz4.arrow",
               "groups.arrows");
  const size_t block = GENERATE(1, 96, 97, 128, 4096);
  CAPTURE(name, block);
  ReadOptions options;
  options.block_rows = block;
  auto reader = open_arrow(arrow_file(name), options);
  const Rows rows = read_rows(reader);
  REQUIRE(rows.cells.size() == 1000);
  for (size_t b = 0; b + 1 < rows.blocks.size(); ++b) CHECK(rows.blocks[b] == block);
  size_t wrong = 0;
  for (size_t i = 0; i < 1000; ++i) {
    const std::string text = i % 7 == 0 ? "\\N" : "row " + std::to_string(i);
    const std::vector<std::string> row{std::to_string(i), format_number(double(i) / 2), text};
    wrong += rows.cells[i] != row || rows.lines[i] != i + 1 ? 1 : 0;
  }
  CHECK(wrong == 0);
  const ReadCounts counts = reader.counts();
  CHECK(counts.rows == 1000);
  CHECK(counts.bytes == counts.total_bytes);
  CHECK(counts.total_bytes > 1000);
}

TEST_CASE("blocks are split on other threads while the next are read") {
  ReadOptions options;
  options.block_rows = 10;
  auto reader = open_arrow(arrow_file("groups_zstd.parquet"), options);
  std::vector<std::thread> threads;
  std::vector<std::string> last(100);
  for (size_t i = 0; auto block = reader.next(); ++i) {
    threads.emplace_back([&last, i, block = std::move(block)] {
      RowBatch batch;
      batch.columns = 3;
      block->split(9, 1, batch);
      last[i] = std::string(batch.cell(0, 0));
    });
  }
  for (auto& thread : threads) thread.join();
  for (size_t i = 0; i < 100; ++i) CHECK(last[i] == std::to_string(i * 10 + 9));
}

TEST_CASE("a table without rows has its columns") {
  const std::string name = GENERATE("empty.parquet", "empty.arrow");
  auto reader = open_arrow(arrow_file(name));
  CHECK(reader.header() == std::vector<std::string>{"a", "b"});
  CHECK(reader.next() == nullptr);
  CHECK(reader.next() == nullptr);
}

TEST_CASE("types without a text are refused at the start, all at once") {
  const std::string path = arrow_file("nested.arrow");
  const std::string start = path + ": column ";
  const std::string middle =
      ": expected numbers, booleans, texts, dates or timestamps, got the type ";
  CHECK(data_error([&] { open_arrow(path); }) ==
        start + "\"list\"" + middle + "\"list<item: int64>\"\n" +       //
            start + "\"struct\"" + middle + "\"struct<x: int64>\"\n" +  //
            start + "\"bytes\"" + middle + "\"binary\"\n" +             //
            start + "\"span\"" + middle + "\"duration[s]\"\n" +         //
            start + "\"time\"" + middle + "\"time32[s]\"");
  CHECK_THAT(data_error([&] { open_arrow(arrow_file("nested.parquet")); }),
             Catch::Contains("\"list\"") && Catch::Contains("\"time\""));
}

TEST_CASE("columns need names, each its own") {
  const auto error = [](const std::string& name) {
    const std::string path = arrow_file(name);
    return data_error([&] { open_arrow(path); }).substr(path.size());
  };
  CHECK(error("two_names.arrow") == ": two columns are called \"a\"");
  CHECK(error("no_name.arrow") == ": column 2 has no name");
  CHECK(error("no_columns.arrow") == ": it has no columns");
}

TEST_CASE("wide tables have smaller blocks") {
  ReadOptions options;
  auto reader = open_arrow(arrow_file("groups.arrow"), options);
  CHECK(reader.next()->rows() == std::min<size_t>(block_rows_for(options.block_rows, 3), 1000));
}

TEST_CASE("blocks have as many rows as were set last") {
  ReadOptions options;
  options.block_rows = 7;
  auto reader = open_arrow(arrow_file("groups.arrow"), options);
  CHECK(reader.next()->rows() == 7);
  reader.set_block_rows(30);
  CHECK(reader.next()->rows() == 30);
}

TEST_CASE("stdin may be a file or a pipe, in each format") {
  const std::string name = GENERATE("groups_zstd.parquet", "groups.arrow", "groups.arrows");
  CAPTURE(name);
  const std::string bytes = slurp(arrow_file(name));
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  std::thread writer([&] {
    for (size_t at = 0; at < bytes.size(); at += 1000) {
      const std::string piece = bytes.substr(at, 1000);
      CHECK(write(ends[1], piece.data(), piece.size()) == ssize_t(piece.size()));
    }
    close(ends[1]);
  });
  const int saved = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);
  {
    auto reader = open_arrow("-");
    CHECK(read_rows(reader).cells.size() == 1000);
  }
  dup2(saved, STDIN_FILENO);
  close(saved);
  close(ends[0]);
  writer.join();
}

TEST_CASE("a stream that pauses gives what has come") {
  const std::string bytes = slurp(arrow_file("groups.arrows"));
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  // The schema, the first record batch and a part of the second.
  REQUIRE(write(ends[1], bytes.data(), 5000) == 5000);
  const int saved = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);
  ReadOptions options;
  options.as_available = true;
  {
    auto reader = open_arrow("-", options);
    const auto block = reader.next();
    REQUIRE(block != nullptr);
    CHECK(block->rows() == 97);
    close(ends[1]);
    CHECK_THAT(data_error([&] { read_rows(reader); }),
               Catch::StartsWith("stdin: cannot be read as Arrow IPC: "));
  }
  dup2(saved, STDIN_FILENO);
  close(saved);
  close(ends[0]);
}
