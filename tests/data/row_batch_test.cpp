#include "data/row_batch.h"

#include <catch2/catch.hpp>

using namespace mlrun;
using Texts = std::vector<std::string_view>;

namespace {

// Rows 0 .. 4 of two cells; those named are faulty.
RowBatch five_rows(const std::vector<size_t>& faulty) {
  RowBatch batch;
  batch.columns = 2;
  batch.cells = {"a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4"};
  batch.quoted = {0, 1, 0, 0, 1, 0, 0, 0, 1, 1};
  batch.lines = {2, 3, 4, 5, 6};
  batch.bytes = {10, 20, 30, 40, 50};
  batch.texts = {"t0", "t1", "t2", "t3", "t4"};
  for (const size_t row : faulty) {
    RowFault fault;
    fault.row = row;
    batch.faults.push_back(fault);
  }
  return batch;
}

}  // namespace

TEST_CASE("what a cell says leaves out unquoted blanks", "[data]") {
  RowBatch batch;
  batch.columns = 2;
  batch.cells = {" \ta ", " b ", "", "  "};
  batch.quoted = {0, 1, 0, 0};
  batch.lines = {1, 2};
  CHECK(batch.rows() == 2);
  CHECK(batch.cell(0, 0) == " \ta ");
  CHECK(batch.content(0, 0) == "a");
  CHECK(batch.content(0, 1) == " b ");
  CHECK(batch.content(1, 0).empty());
  CHECK(batch.content(1, 1).empty());
}

TEST_CASE("faulty rows are taken out with all that is told of them", "[data]") {
  RowBatch batch = five_rows({0, 3});
  batch.drop_faulty();
  CHECK(batch.rows() == 3);
  CHECK(batch.cells == Texts{"a1", "b1", "a2", "b2", "a4", "b4"});
  CHECK(batch.quoted == std::vector<uint8_t>{0, 0, 1, 0, 1, 1});
  CHECK(batch.lines == std::vector<uint64_t>{3, 4, 6});
  CHECK(batch.bytes == std::vector<uint64_t>{20, 30, 50});
  CHECK(batch.texts == Texts{"t1", "t2", "t4"});
  CHECK(batch.faults.empty());
  RowBatch none = five_rows({});
  none.drop_faulty();
  CHECK(none.rows() == 5);
  RowBatch all = five_rows({0, 1, 2, 3, 4});
  all.drop_faulty();
  CHECK(all.rows() == 0);
  CHECK(all.cells.empty());
}

TEST_CASE("a cleared batch keeps its columns and nothing else", "[data]") {
  RowBatch batch = five_rows({1});
  batch.clear();
  CHECK(batch.columns == 2);
  CHECK(batch.rows() == 0);
  CHECK(batch.cells.empty());
  CHECK(batch.quoted.empty());
  CHECK(batch.texts.empty());
  CHECK(batch.bytes.empty());
  CHECK(batch.faults.empty());
}

TEST_CASE("a batch grows by rows of empty cells", "[data]") {
  RowBatch batch = five_rows({});
  batch.grow(2);
  CHECK(batch.rows() == 7);
  CHECK(batch.cell(4, 1) == "b4");
  CHECK(batch.cells.size() == 14);
  CHECK(batch.cell(6, 1).empty());
  CHECK(batch.quoted.size() == 14);
  CHECK(batch.quoted[13] == 0);
  CHECK(batch.bytes.size() == 7);
  CHECK(batch.texts.size() == 7);
}
