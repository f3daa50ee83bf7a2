#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "core/fixtures.h"
#include "data/batch_cells.h"
#include "data/row_reader.h"

namespace mlrun::test {

// All that a reader gives, as texts.
struct Rows {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> cells;
  std::vector<std::string> marks;  // per row: 'q' for a cell in quotes, '.' for another
  std::vector<uint64_t> lines;
  std::vector<uint64_t> bytes;
  std::vector<std::string> texts;
  std::vector<std::string> faults;  // "3: byte 40: column "x": expected a value, got an array"
  std::vector<size_t> blocks;       // rows of each
  uint64_t empty_lines = 0;
  std::string error;  // empty when the end was reached
};

inline void take_rows(const RowBatch& batch, Rows& into) {
  for (size_t r = 0; r < batch.rows(); ++r) {
    take_cells(batch, r, into.cells.emplace_back(), into.marks.emplace_back());
    into.lines.push_back(batch.lines[r]);
    into.bytes.push_back(batch.bytes[r]);
    into.texts.emplace_back(batch.texts[r]);
  }
  for (const RowFault& fault : batch.faults) {
    std::string text = std::to_string(fault.line) + ": byte " + std::to_string(fault.byte) + ": ";
    if (fault.column) text += "column \"" + into.header.at(*fault.column) + "\": ";
    into.faults.push_back(text + fault.what);
  }
}

// Reads to the end; each block is split in parts of so many rows, 0: whole.
inline Rows rows_of(RowReader& reader, size_t part = 0) {
  Rows rows;
  rows.header = reader.header();
  while (const auto block = reader.next()) {
    rows.blocks.push_back(block->rows());
    const size_t step = part == 0 ? block->rows() : part;
    for (size_t first = 0; first < block->rows(); first += step) {
      RowBatch batch;
      batch.columns = rows.header.size();
      block->split(first, std::min(step, block->rows() - first), batch);
      take_rows(batch, rows);
    }
  }
  rows.empty_lines = reader.counts().empty_lines;
  CHECK(reader.counts().rows == rows.cells.size());
  return rows;
}

}  // namespace mlrun::test
