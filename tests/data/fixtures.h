#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/fixtures.h"
#include "data/bad_rows.h"
#include "data/csv_reader.h"
#include "data/infer.h"
#include "data/table_reader.h"

namespace mlrun::test {

// What a reader gave up to its end or its first fault.
struct Reading {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> marks;  // per row: 'q' for a cell in quotes, '.' for another
  std::vector<uint64_t> lines;
  uint64_t empty_lines = 0;  // of the whole file
  std::vector<std::string> remarks;
  std::string error;  // "data: t.csv:2: ...", empty when the end was reached
  // Of the whole file, for reading goes on behind a bad row: all rows, and what is wrong with them.
  uint64_t all_rows = 0;
  std::vector<std::string> faults;  // "3: byte 40: expected 2 fields, got 1"
  friend bool operator==(const Reading&, const Reading&) = default;
};

inline void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

inline void take_batch(Reading& into, const RowBatch& batch) {
  for (size_t r = 0; r < batch.rows(); ++r) {
    const bool bad = !batch.faults.empty() && batch.faults.front().row == r;
    if (bad || !into.faults.empty()) break;
    std::vector<std::string> row;
    std::string marks;
    for (size_t c = 0; c < batch.columns; ++c) {
      row.emplace_back(batch.cell(r, c));
      marks += batch.quoted[r * batch.columns + c] != 0 ? 'q' : '.';
    }
    into.rows.push_back(std::move(row));
    into.marks.push_back(std::move(marks));
    into.lines.push_back(batch.lines[r]);
  }
  for (const RowFault& fault : batch.faults) {
    into.faults.push_back(std::to_string(fault.line) + ": byte " + std::to_string(fault.byte) +
                          ": " + fault.what);
  }
  into.all_rows += batch.rows();
}

// A reader's blocks, split in parts of so many rows. All live to the end: none may point into what
// a later one has replaced.
struct Blocks {
  std::vector<std::unique_ptr<RowBlock>> blocks;
  std::vector<RowBatch> batches;

  void read(RowReader& reader, size_t part) {
    while (auto block = reader.next()) {
      for (size_t first = 0; first < block->rows(); first += part) {
        RowBatch& batch = batches.emplace_back();
        batch.columns = reader.header().size();
        block->split(first, std::min(part, block->rows() - first), batch);
      }
      blocks.push_back(std::move(block));
    }
  }
  // Ends at the first bad row, as a run does by default.
  void refuse_bad_rows(const std::vector<std::string>& header) const {
    BadRows bad;
    bad.start(header);
    for (const RowBatch& batch : batches) {
      std::vector<BadRow> rows;
      for (const RowFault& fault : batch.faults) rows.push_back(bad_row_of(batch, fault));
      bad.add(batch.rows(), rows);
    }
  }
};

// Reads a file in pieces of so many bytes and blocks of options.block_rows; messages name it
// without its folder.
inline Reading read_file_in_pieces(const TempDir& dir, const std::string& name,
                                   const ReadOptions& options, size_t piece, size_t part = 1000) {
  Reading reading;
  Blocks all;
  reading.error = error_of([&] {
    CsvReader reader(dir / name, options, piece);
    reading.header = reader.header();
    reading.remarks = reader.remarks();
    all.read(reader, part);
    reading.empty_lines = reader.counts().empty_lines;
    for (const RowBatch& batch : all.batches) take_batch(reading, batch);
    CHECK(reader.counts().bytes == std::filesystem::file_size(dir / name));
    CHECK(reader.counts().rows == reading.all_rows);
    all.refuse_bad_rows(reading.header);
  });
  for (size_t i = 0; i + 1 < all.blocks.size(); ++i) {
    CHECK(all.blocks[i]->rows() == options.block_rows);
  }
  if (reading.error == "no error") reading.error.clear();
  replace_all(reading.error, dir.path() + "/", "");
  for (auto& remark : reading.remarks) replace_all(remark, dir.path() + "/", "");
  return reading;
}

inline ReadOptions in_blocks(ReadOptions options, size_t rows) {
  options.block_rows = rows;
  return options;
}

// The text as a file t.csv, read with every piece size from one byte to more than the whole: the
// outcome must not depend on it.
inline Reading read_text(const std::string& text, const ReadOptions& options = {},
                         const std::string& name = "t.csv") {
  const TempDir dir;
  put(dir / name, text);
  const Reading whole = read_file_in_pieces(dir, name, options, LineBuffer::kPiece);
  for (size_t piece = 1; piece <= text.size() + 1; ++piece) {
    for (const size_t rows : {1, 3}) {
      INFO("pieces of " << piece << " bytes, blocks of " << rows << " rows, text: " << text);
      REQUIRE(read_file_in_pieces(dir, name, in_blocks(options, rows), piece, 2) == whole);
    }
  }
  return whole;
}

inline ReadOptions split_at(char delimiter) {
  ReadOptions options;
  options.delimiter = delimiter;
  return options;
}

inline ReadOptions without_header() {
  ReadOptions options;
  options.header = false;
  return options;
}

// The next block of a reader, split. Requires one.
struct NextRows {
  explicit NextRows(RowReader& reader) : block(reader.next()) {
    REQUIRE(block);
    batch.columns = reader.header().size();
    block->split(0, block->rows(), batch);
  }
  std::unique_ptr<RowBlock> block;
  RowBatch batch;
};

// A reader of a CSV text with a file of its own, called t.csv.
class TextRows {
 public:
  explicit TextRows(const std::string& text) {
    put(dir_ / "t.csv", text);
    reader_ = open_rows({dir_ / "t.csv"}, {});
  }
  RowReader& operator*() { return *reader_; }
  // The error of `body`, with the file named without its folder.
  template <class Body>
  std::string error_in(Body body) const {
    std::string message = error_of(body);
    replace_all(message, dir_.path() + "/", "");
    return message;
  }
  std::string without_folder(std::string text) const {
    replace_all(text, dir_.path() + "/", "");
    return text;
  }

 private:
  TempDir dir_;
  std::unique_ptr<RowReader> reader_;
};

// What is inferred from a CSV text; remarks name the file without its folder.
inline Inference infer_text(const std::string& text, const InferOptions& options = {}) {
  TextRows rows(text);
  Inference inference = infer_spec(*rows, options);
  for (auto& remark : inference.remarks) remark = rows.without_folder(remark);
  for (auto& warning : inference.warnings) warning = rows.without_folder(warning);
  return inference;
}

inline std::string infer_error(const std::string& text, const InferOptions& options = {}) {
  TextRows rows(text);
  return rows.error_in([&] { infer_spec(*rows, options); });
}

// A column of so many cells, each made by a function of its row, below a name.
template <class Cell>
std::string column_text(const std::string& name, int rows, Cell cell) {
  std::string text = name + "\n";
  for (int row = 0; row < rows; ++row) text += cell(row) + "\n";
  return text;
}

// A column of each type; the weight and the target at the end.
inline DataSpec every_type() {
  DataSpec spec;
  spec.columns = {{"n", ColumnType::kNumeric, Role::kFeature, {}, false},
                  {"b", ColumnType::kBoolean, Role::kFeature, {"no", "yes"}, false},
                  {"t", ColumnType::kDatetime, Role::kFeature, {}, false},
                  {"c", ColumnType::kCategorical, Role::kFeature, {"blue", "red"}, true},
                  {"id", ColumnType::kCategorical, Role::kId, {}, false},
                  {"junk", ColumnType::kNumeric, Role::kIgnore, {}, false},
                  {"w", ColumnType::kNumeric, Role::kWeight, {}, false},
                  {"y", ColumnType::kCategorical, Role::kTarget, {"lose", "win"}, false}};
  spec.task = Task::kBinary;
  spec.classes = {"lose", "win"};
  return spec;
}

// A column "x" of a type, as a feature.
inline DataSpec one_column(ColumnType type, std::vector<std::string> levels = {}) {
  DataSpec spec;
  spec.columns = {{"x", type, Role::kFeature, std::move(levels), false}};
  return spec;
}

// The error that typing a CSV text ends in.
inline std::string cell_error(const DataSpec& spec, const std::string& text,
                              const BuildOptions& options = {},
                              NeedTarget need = NeedTarget::kYes) {
  TextRows rows(text);
  TableReadOptions reading;
  reading.cells = options;
  return rows.error_in([&] { read_table(*rows, spec, need, reading); });
}

}  // namespace mlrun::test
