#include "data/row_reader.h"

#include <sys/stat.h>

#include "data/fixtures.h"
#include "data/peeked_reader.h"

using namespace mlrun;
using namespace mlrun::test;
using Names = std::vector<std::string>;

namespace {

// Paths of the files, in the folder.
Names paths(const TempDir& dir, const Names& files) {
  Names all;
  for (const auto& file : files) all.push_back(file == "-" ? file : dir / file);
  return all;
}

// Everything the files hold: "name:line first-cell" per row.
Names rows_of_files(const TempDir& dir, const Names& files, const ReadOptions& options = {}) {
  ReadOptions in_blocks = options;
  in_blocks.block_rows = 2;
  const auto reader = open_rows(paths(dir, files), in_blocks);
  Names rows;
  std::unique_ptr<RowBlock> block;
  while (const auto batch = next_batch(*reader, block)) {
    for (size_t r = 0; r < batch->rows(); ++r) {
      std::string file(batch->file);
      replace_all(file, dir.path() + "/", "");
      rows.push_back(file + ":" + std::to_string(batch->lines[r]) + " " +
                     std::string(batch->cell(r, 0)));
    }
  }
  return rows;
}

std::string open_error(const TempDir& dir, const Names& files, const ReadOptions& options = {}) {
  std::string message = error_of([&] { open_rows(paths(dir, files), options); });
  replace_all(message, dir.path() + "/", "");
  return message;
}

// A pipe that a child process fills: can be read once only.
void make_pipe(const std::string& path, const std::string& text) {
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  if (fork() == 0) {
    const int fd = open(path.c_str(), O_WRONLY);
    const bool written = write(fd, text.data(), text.size()) >= 0;
    _exit(written ? 0 : 1);
  }
}

}  // namespace

TEST_CASE("files follow each other, each with its own header and lines", "[data]") {
  const TempDir dir;
  put(dir / "a.csv", "x,y\n1,2\n3,4\n5,6");
  put(dir / "b.tsv", "x\ty\n\n7\t8\n");
  put(dir / "c.txt", "x;y\n9;10\n");
  CHECK(rows_of_files(dir, {"a.csv", "b.tsv", "c.txt"}) ==
        Names{"a.csv:2 1", "a.csv:3 3", "a.csv:4 5", "b.tsv:3 7", "c.txt:2 9"});
  CHECK(rows_of_files(dir, {"b.tsv", "b.tsv"}) == Names{"b.tsv:3 7", "b.tsv:3 7"});
}

TEST_CASE("files without rows are passed over", "[data]") {
  const TempDir dir;
  put(dir / "none.csv", "x\n");
  put(dir / "one.csv", "x\n1\n");
  CHECK(rows_of_files(dir, {"none.csv", "none.csv", "one.csv", "none.csv"}) ==
        Names{"one.csv:2 1"});
  CHECK(rows_of_files(dir, {"none.csv"}).empty());
}

TEST_CASE("counts go over all files", "[data]") {
  const TempDir dir;
  put(dir / "a.csv", "x\n1\n\n2\n");
  put(dir / "b.csv", "\nx\n3\n");
  ReadOptions options;
  options.block_rows = 1;
  const auto reader = open_rows(paths(dir, {"a.csv", "b.csv"}), options);
  CHECK(reader->header() == Names{"x"});
  CHECK(reader->counts().rows == 0);
  CHECK(reader->next()->rows() == 1);
  CHECK(reader->counts().rows == 1);
  while (reader->next()) {
  }
  CHECK(reader->counts().rows == 3);
  CHECK(reader->counts().empty_lines == 2);
  CHECK(reader->counts().bytes == 12);
  CHECK(reader->counts().total_bytes == 12);
}

TEST_CASE("remarks of all files opened so far are kept", "[data]") {
  const TempDir dir;
  put(dir / "a", "x;y\n1;2\n");
  put(dir / "b", "x|y\n1|2\n");
  const auto reader = open_rows(paths(dir, {"a", "b"}), {});
  CHECK(reader->remarks() == Names{(dir / "a") + ": fields are separated by a semicolon"});
  while (reader->next()) {
  }
  CHECK(reader->remarks() == Names{(dir / "a") + ": fields are separated by a semicolon",
                                   (dir / "b") + ": fields are separated by '|'"});
}

TEST_CASE("headers that differ are told before any row is read", "[data]") {
  const TempDir dir;
  put(dir / "a.csv", "x,y\n1,2\n");
  put(dir / "swapped.csv", "y,x\n");
  put(dir / "short.csv", "x\n");
  put(dir / "long.csv", "x,y,z\n");
  CHECK(open_error(dir, {"a.csv", "swapped.csv"}) ==
        "data: swapped.csv: its header differs from that of a.csv: expected \"x\" as column 1, got "
        "\"y\"");
  CHECK(open_error(dir, {"a.csv", "a.csv", "short.csv"}) ==
        "data: short.csv: its header differs from that of a.csv: expected \"y\" as column 2, got "
        "the end");
  CHECK(open_error(dir, {"a.csv", "long.csv"}) ==
        "data: long.csv: its header differs from that of a.csv: expected the end as column 3, got "
        "\"z\"");
}

TEST_CASE("without headers the files must have as many columns", "[data]") {
  const TempDir dir;
  put(dir / "a.csv", "1,2\n");
  put(dir / "b.csv", "3,4\n");
  put(dir / "c.csv", "5\n");
  CHECK(rows_of_files(dir, {"a.csv", "b.csv"}, without_header()) ==
        Names{"a.csv:1 1", "b.csv:1 3"});
  CHECK(open_error(dir, {"a.csv", "c.csv"}, without_header()) ==
        "data: c.csv: its header differs from that of a.csv: expected \"c2\" as column 2, got the "
        "end");
}

TEST_CASE("a pipe is looked at when its turn comes", "[data]") {
  const TempDir dir;
  put(dir / "a.csv", "x,y\n1,2\n");
  make_pipe(dir / "good.csv", "x,y\n3,4\n");
  CHECK(rows_of_files(dir, {"a.csv", "good.csv"}) == Names{"a.csv:2 1", "good.csv:2 3"});
  make_pipe(dir / "bad.csv", "x,z\n3,4\n");
  const auto reader = open_rows(paths(dir, {"a.csv", "bad.csv"}), {});
  CHECK(reader->next()->rows() == 1);
  CHECK(error_of([&] { reader->next(); }) ==
        "data: " + (dir / "bad.csv") + ": its header differs from that of " + (dir / "a.csv") +
            ": expected \"y\" as column 2, got \"z\"");
}

TEST_CASE("stdin may stand among files", "[data]") {
  const TempDir dir;
  put(dir / "a.csv", "x\n1\n");
  ReadOptions options;
  put(dir / "copy", "x\n2\n");
  options.stdin_fd = open((dir / "copy").c_str(), O_RDONLY | O_CLOEXEC);
  CHECK(rows_of_files(dir, {"a.csv", "-", "a.csv"}, options) ==
        Names{"a.csv:2 1", "stdin:2 2", "a.csv:2 1"});
  close(options.stdin_fd);
}

TEST_CASE("a later file that is not there or no table is told at its turn or before", "[data]") {
  const TempDir dir;
  put(dir / "a.csv", "x\n1\n");
  put(dir / "empty.csv", "");
  CHECK(open_error(dir, {"none.csv", "a.csv"}) ==
        "data: none.csv: cannot be read: no such file or directory");
  CHECK(open_error(dir, {"a.csv", "empty.csv"}) ==
        "data: empty.csv:1: the file is empty: expected a header line (byte 0)");
  const auto reader = open_rows(paths(dir, {"a.csv", "none.csv"}), {});
  CHECK(reader->next()->rows() == 1);
  CHECK(error_of([&] { reader->next(); }) ==
        "data: " + (dir / "none.csv") + ": cannot be read: no such file or directory");
}

TEST_CASE("what cannot be opened by its arguments is a usage error", "[data]") {
  const TempDir dir;
  CHECK(open_error(dir, {}) == "usage: no input file given");
  CHECK(open_error(dir, {"-", "a.csv", "-"}) ==
        "usage: stdin (-) is given twice; it can be read once");
  ReadOptions options;
  options.format = "cvs";
  CHECK(open_error(dir, {"a.csv"}, options) ==
        "usage: --format: expected one of auto, csv, tsv, jsonl, parquet, arrow, got \"cvs\"; did "
        "you "
        "mean \"csv\"?");
}

TEST_CASE("flags that are for CSV are refused for other formats", "[data]") {
  const TempDir dir;
  put(dir / "t.jsonl", "{\"a\": 1}\n");
  ReadOptions options;
  options.header = false;
  CHECK(open_error(dir, {"t.jsonl"}, options) ==
        "usage: --no-header: t.jsonl is no CSV and no TSV, the formats that it is for");
  options.header = true;
  options.format = "jsonl";
  options.delimiter = ';';
  CHECK(open_error(dir, {"t.jsonl"}, options) ==
        "usage: --delimiter: t.jsonl is no CSV and no TSV, the formats that it is for");
}

TEST_CASE("a block outlives its reader", "[data]") {
  const TempDir dir;
  put(dir / "a.csv", "x,y\n1,\"a\"\"b\"\n");
  auto reader = open_rows(paths(dir, {"a.csv"}), {});
  const auto block = reader->next();
  reader.reset();
  const RowBatch batch = whole_batch(*block, 2);
  CHECK(batch.cell(0, 0) == "1");
  CHECK(batch.cell(0, 1) == "a\"b");
  CHECK(batch.file == dir / "a.csv");
}

TEST_CASE("blocks are smaller for wide tables, but never of fewer than 16 rows", "[data]") {
  CHECK(block_rows_for(4096, 1) == 4096);
  CHECK(block_rows_for(4096, 32) == 4096);
  CHECK(block_rows_for(4096, 64) == 2048);
  CHECK(block_rows_for(4096, 100'000) == 16);
  CHECK(block_rows_for(4096, 0) == 4096);
  CHECK(block_rows_for(3, 1) == 3);
  CHECK(block_rows_for(3, 100'000) == 3);
}

TEST_CASE("blocks have as many rows as were set last, in the next file too", "[data]") {
  const TempDir dir;
  put(dir / "a.csv", "x\n1\n2\n3\n4\n5\n6\n");
  put(dir / "b.csv", "x\n7\n8\n9\n");
  put(dir / "c.jsonl", "{\"x\":1}\n{\"x\":2}\n{\"x\":3}\n{\"x\":4}\n");
  ReadOptions options;
  options.block_rows = 1;
  const auto reader = open_rows(paths(dir, {"a.csv", "b.csv"}), options);
  CHECK(reader->next()->rows() == 1);
  reader->set_block_rows(3);
  CHECK(reader->next()->rows() == 3);
  CHECK(reader->next()->rows() == 2);
  CHECK(reader->next()->rows() == 3);
  CHECK(reader->next() == nullptr);
  const auto lines = open_rows(paths(dir, {"c.jsonl"}), options);
  lines->set_block_rows(3);
  CHECK(lines->next()->rows() == 3);
  PeekedReader peeked(open_rows(paths(dir, {"a.csv"}), options));
  peeked.set_block_rows(4);
  CHECK(peeked.next()->rows() == 1);
  CHECK(peeked.next()->rows() == 4);
}
