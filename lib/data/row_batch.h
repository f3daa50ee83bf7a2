#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/text_arena.h"

namespace mlrun {

// What is wrong with a row.
struct RowFault {
  size_t row = 0;                // in its batch
  uint64_t byte = 0;             // of the file, where it shows, or where the row begins
  bool exact = false;            // it is where it shows: worth a word
  uint64_t line = 0;             // of the file, where it shows, from 1
  std::optional<size_t> column;  // position in the header, from 0
  std::string what;              // "expected a number, got \"abc\""
};

// Some rows as text cells. Views point into the block that was split, or into the arena; both must
// outlive what is read here. A row that cannot be split keeps its place: its cells are empty and a
// fault names it.
struct RowBatch {
  size_t columns = 0;
  std::vector<std::string_view> cells;  // row after row, `columns` each
  std::vector<uint8_t> quoted;          // per cell: 1 when it stood in quotes
  std::vector<uint64_t> lines;          // per row: line (or row) in its file, from 1
  std::vector<uint64_t> bytes;          // per row: where it begins in its file
  std::vector<std::string_view>
      texts;                     // per row: as it stands in the file; empty if it has no text
  std::vector<RowFault> faults;  // in row order, at most one a row
  std::string_view file;         // name for messages; lives as long as the block
  TextArena arena;

  size_t rows() const { return lines.size(); }
  std::string_view cell(size_t row, size_t column) const { return cells[row * columns + column]; }
  // What the cell says: without the blanks around it, unless they stood in quotes.
  std::string_view content(size_t row, size_t column) const;
  // Places for so many more rows, of empty cells.
  void grow(size_t more);
  // Takes the rows out that faults name, and the faults.
  void drop_faulty();
  // Empties it for another block and keeps its memory.
  void clear();
};

}  // namespace mlrun
