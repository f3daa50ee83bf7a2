#include "data/row_batch.h"

#include <catch2/catch.hpp>
#include <string>

using namespace mlrun;

namespace {

// Four rows of two cells: "0a" "0b", "1a" ... ; the texts live for ever.
RowBatch four_rows() {
  static const char* const kCells[] = {"0a", " 0b ", "1a", "1b", "2a", "2b", " 3a ", "3b"};
  RowBatch batch;
  batch.columns = 2;
  for (size_t row = 0; row < 4; ++row) {
    batch.lines.push_back(row + 2);
    batch.bytes.push_back(row * 10);
    batch.texts.emplace_back(kCells[2 * row]);
    for (size_t c = 0; c < 2; ++c) {
      batch.cells.emplace_back(kCells[2 * row + c]);
      batch.quoted.push_back(row == 3 ? 1 : 0);
    }
  }
  return batch;
}

RowFault fault_in(size_t row) {
  RowFault fault;
  fault.row = row;
  return fault;
}

}  // namespace

TEST_CASE("a cell says its text without the blanks around it, unless quoted", "[data]") {
  const RowBatch batch = four_rows();
  CHECK(batch.rows() == 4);
  CHECK(batch.cell(0, 1) == " 0b ");
  CHECK(batch.content(0, 1) == "0b");
  CHECK(batch.content(3, 0) == " 3a ");
  CHECK(batch.content(2, 1) == "2b");
}

TEST_CASE("faulty rows are taken out, whichever they are", "[data]") {
  for (unsigned bad = 0; bad < 16; ++bad) {
    RowBatch batch = four_rows();
    std::string expected;
    for (size_t row = 0; row < 4; ++row) {
      if ((bad >> row & 1) != 0) {
        batch.faults.push_back(fault_in(row));
      } else {
        expected += std::to_string(row);
      }
    }
    batch.drop_faulty();
    std::string kept;
    for (size_t row = 0; row < batch.rows(); ++row) kept += batch.content(row, 1).substr(0, 1);
    CHECK(kept == expected);
    CHECK(batch.faults.empty());
    CHECK(batch.cells.size() == 2 * expected.size());
    CHECK(batch.quoted.size() == 2 * expected.size());
    CHECK(batch.bytes.size() == expected.size());
    CHECK(batch.texts.size() == expected.size());
    if (expected.ends_with('3')) {
      CHECK(batch.quoted.back() == 1);
      CHECK(batch.lines.back() == 5);
      CHECK(batch.bytes.back() == 30);
      CHECK(batch.texts.back() == " 3a ");
    }
  }
}

TEST_CASE("a cleared batch is empty and keeps its columns", "[data]") {
  RowBatch batch = four_rows();
  batch.faults.push_back(fault_in(1));
  batch.clear();
  CHECK(batch.rows() == 0);
  CHECK(batch.columns == 2);
  CHECK(batch.cells.empty());
  CHECK(batch.quoted.empty());
  CHECK(batch.bytes.empty());
  CHECK(batch.texts.empty());
  CHECK(batch.faults.empty());
}
