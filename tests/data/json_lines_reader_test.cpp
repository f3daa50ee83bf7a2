#include "data/json_lines_reader.h"

#include <unistd.h>

#include <thread>

#include "data/json_lines_fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

using Cells = std::vector<std::vector<std::string>>;

// The text with every piece size: nothing may depend on it.
Rows read_pieces(const std::string& text, const ReadOptions& options = {}) {
  const Rows whole = read_json_lines(text, options);
  for (size_t piece = 1; piece <= text.size() + 1; ++piece) {
    INFO("pieces of " << piece << " bytes: " << text);
    const Rows rows = read_json_lines(text, options, piece, 1 + piece % 3);
    REQUIRE(rows.header == whole.header);
    REQUIRE(rows.cells == whole.cells);
    REQUIRE(rows.marks == whole.marks);
    REQUIRE(rows.lines == whole.lines);
    REQUIRE(rows.bytes == whole.bytes);
    REQUIRE(rows.texts == whole.texts);
    REQUIRE(rows.faults == whole.faults);
    REQUIRE(rows.blocks == whole.blocks);
    REQUIRE(rows.empty_lines == whole.empty_lines);
    REQUIRE(rows.error == whole.error);
  }
  return whole;
}

}  // namespace

TEST_CASE("the keys of the first object are the columns, and later ones come in any order",
          "[data]") {
  const Rows rows = read_pieces(
      "{\"b\":1,\"a\":\"x\"}\n{\"a\":\"y\",\"b\":2.50}\n{\"a\":null}\n{}\n{ \"b\" : true }");
  CHECK(rows.header == std::vector<std::string>{"b", "a"});
  CHECK(rows.cells == Cells{{"1", "x"}, {"2.50", "y"}, {"", ""}, {"", ""}, {"true", ""}});
  CHECK(rows.marks == std::vector<std::string>{".q", ".q", "..", "..", ".."});
  CHECK(rows.lines == std::vector<uint64_t>{1, 2, 3, 4, 5});
  CHECK(rows.bytes == std::vector<uint64_t>{0, 16, 35, 46, 49});
  CHECK(rows.texts[3] == "{}");
  CHECK(rows.faults.empty());
}

TEST_CASE("lines end with LF or CRLF, blank ones are counted, a byte order mark is dropped",
          "[data]") {
  const Rows rows =
      read_pieces("\xEF\xBB\xBF\n{\"a\":1}\r\n\r\n  \t\n{\"a\"\r:2}\n\n{\"a\":3}\r\n\n");
  CHECK(rows.cells == Cells{{"1"}, {"2"}, {"3"}});
  CHECK(rows.lines == std::vector<uint64_t>{2, 5, 7});
  CHECK(rows.bytes == std::vector<uint64_t>{4, 19, 29});
  CHECK(rows.texts[0] == "{\"a\":1}");
  CHECK(rows.empty_lines == 5);
}

TEST_CASE("a block has the rows that were asked for, a wide table's fewer", "[data]") {
  ReadOptions options;
  options.block_rows = 2;
  CHECK(read_pieces("{\"a\":1}\n{\"a\":2}\n\n{\"a\":3}\n", options).blocks ==
        std::vector<size_t>{2, 1});
}

TEST_CASE("blocks outlive the reader and what it reads next", "[data]") {
  const TempDir dir;
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "{\"a\":\"text " + std::to_string(i) + "\"}\n";
  put(dir / "t.jsonl", text);
  ReadOptions options;
  options.block_rows = 7;
  std::vector<std::unique_ptr<RowBlock>> blocks;
  auto reader = std::make_unique<JsonLinesReader>(dir / "t.jsonl", options, 100);
  while (auto block = reader->next()) blocks.push_back(std::move(block));
  reader.reset();
  RowBatch batch;
  batch.columns = 1;
  for (const auto& block : blocks) block->split(0, block->rows(), batch);
  REQUIRE(batch.rows() == 1000);
  for (size_t r = 0; r < 1000; ++r) REQUIRE(batch.cell(r, 0) == "text " + std::to_string(r));
}

TEST_CASE("with as_available a line is given out before the next is there", "[data]") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const auto send = [&](std::string_view text) {
    REQUIRE(write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  };
  send("{\"a\":1}\n{\"a\":");
  ReadOptions options;
  options.as_available = true;
  const int saved = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);
  JsonLinesReader reader("-", options);
  CHECK(reader.next()->rows() == 1);
  send("2}\n{\"a\":3}\n");
  CHECK(reader.next()->rows() == 2);
  close(ends[1]);
  CHECK(reader.next() == nullptr);
  dup2(saved, STDIN_FILENO);
  close(saved);
  close(ends[0]);
}

TEST_CASE("a fault keeps its row's place and says where it is", "[data]") {
  const Rows rows =
      read_pieces("{\"a\":1,\"b\":2}\n{\"a\":[3],\"b\":4}\n{\"b\":5}\n{\"a\":6,\"c\":7}");
  CHECK(rows.cells == Cells{{"1", "2"}, {"", ""}, {"", "5"}, {"", ""}});
  CHECK(rows.faults ==
        std::vector<std::string>{"2: byte 19: column \"a\": expected a value, got an array",
                                 "4: byte 45: the first object of the file has no key \"c\""});
}

TEST_CASE("what the first line lacks is an error: there are no columns without it", "[data]") {
  const auto error = [](const std::string& line) { return read_pieces(line).error; };
  CHECK(error("") == "data: t.jsonl:1: the file is empty: expected a JSON object (byte 0)");
  CHECK(error("\n\n") == "data: t.jsonl:3: the file is empty: expected a JSON object (byte 2)");
  CHECK(error("[1]") == "data: t.jsonl:1: expected an object, got an array (byte 0)");
  CHECK(error("\n {}") ==
        "data: t.jsonl:2: the first object has no keys: expected columns (byte 1)");
  CHECK(error("{\"\":1}") ==
        "data: t.jsonl:1: a key is empty: expected the name of a column (byte 0)");
  CHECK(error("{\"a\\u0000\":1}") ==
        "data: t.jsonl:1: a NUL character in the key \"a\\x00\" (byte 0)");
  CHECK(error("{\"a\":1,\"a\":2}") ==
        "data: t.jsonl:1: column \"a\": this key stands twice (byte 7)");
  CHECK(error("{\"a\":{}}") ==
        "data: t.jsonl:1: column \"a\": expected a value, got an object (byte 5)");
  CHECK(error("{\"a\":1") ==
        "data: t.jsonl:1: expected a comma or }, got the end of the line (byte 6)");
  CHECK(error("a,b\n1,2\n") == "data: t.jsonl:1: expected an object, got \"a\" (byte 0)");
  CHECK(error("{\"a\xFF\":1}") == "data: t.jsonl:1: expected UTF-8, got \"\\xff\\\":1}\" (byte 3)");
}

TEST_CASE("limits of columns and lines", "[.slow][data]") {
  std::string wide = "{";
  for (int c = 0; c <= 100'000; ++c) wide += "\"c" + std::to_string(c) + "\":1,";
  wide.back() = '}';
  CHECK(read_json_lines(wide).error == "data: t.jsonl:1: more than 100,000 columns (byte 0)");
  const std::string text(size_t{16} << 20, 'x');
  CHECK(read_json_lines("{\"a\":\"" + text + "\"}").cells[0][0] == text);
  CHECK(read_json_lines("{\"a\":\"" + text + "x\"}").error ==
        "data: t.jsonl:1: column \"a\": a text of more than 16 MiB (byte 5)");
  const std::string blanks(size_t{64} << 20, ' ');
  CHECK(read_json_lines("{\"a\":1}\n{" + blanks + "}\n").error ==
        "data: t.jsonl:2: a line of more than 64 MiB (byte 8)");
}
