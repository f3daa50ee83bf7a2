#include "arrow/arrow_block.h"

#include "arrow/files.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("a text that is no UTF-8 or has a NUL is the fault of its row") {
  auto reader = open_arrow(arrow_file("bad_texts.arrow"));
  const Rows rows = read_rows(reader);
  using Row = std::vector<std::string>;
  CHECK(rows.cells == std::vector<Row>{{"1", "good"},
                                       {"1", "expected UTF-8, got \"bad \\xff\""},
                                       {"1", "a NUL byte"},
                                       {"4", "fine"}});
}

TEST_CASE("the row of a fault keeps its place, empty") {
  auto reader = open_arrow(arrow_file("bad_texts.arrow"));
  RowBatch batch;
  batch.columns = 2;
  reader.next()->split(0, 4, batch);
  REQUIRE(batch.faults.size() == 2);
  CHECK(batch.faults[0].row == 1);
  CHECK(batch.faults[0].line == 2);
  CHECK(batch.cell(1, 0).empty());
  CHECK(batch.cell(1, 1).empty());
  CHECK(batch.quoted[3] == 0);
  CHECK(batch.rows() == 4);
}

TEST_CASE("any part of a block is split, any number of times, behind what is there") {
  ReadOptions options;
  options.block_rows = 300;  // of four record batches
  auto reader = open_arrow(arrow_file("groups.arrow"), options);
  const auto first = reader.next();
  const auto second = reader.next();
  RowBatch batch;
  batch.columns = 3;
  second->split(95, 205, batch);
  first->split(0, 1, batch);
  first->split(299, 1, batch);
  REQUIRE(batch.rows() == 207);
  CHECK(batch.cell(0, 0) == "395");
  CHECK(batch.lines[0] == 396);
  CHECK(batch.cell(204, 0) == "599");
  CHECK(batch.cell(205, 0) == "0");
  CHECK(batch.cell(206, 2) == "row 299");
  CHECK(batch.lines[206] == 300);
  CHECK(batch.texts.size() == 207);
  CHECK(batch.bytes.size() == 207);
  CHECK(batch.file == arrow_file("groups.arrow"));
}
