#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/fixtures.h"
#include "data/bad_rows.h"
#include "data/batch_cells.h"
#include "data/csv_reader.h"
#include "data/infer.h"
#include "data/table_reader.h"

namespace mlrun::test {

// What a reader gave up to its end, its first bad row or its first error, as a run that passes over
// no bad row has it.
struct Reading {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> marks;  // per row: 'q' for a cell in quotes, '.' for another
  std::vector<uint64_t> lines;
  std::vector<std::string> behind;  // the first bad row and all behind it: "4: cause" or "5: a|b"
  uint64_t empty_lines = 0;
  std::vector<std::string> remarks;
  std::string error;  // "data: t.csv:2: ...", empty when the end was reached
  friend bool operator==(const Reading&, const Reading&) = default;
};

inline void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// All rows of a block, taken apart.
inline RowBatch whole_batch(const RowBlock& block, size_t columns) {
  RowBatch batch;
  batch.columns = columns;
  block.split(0, block.rows(), batch);
  return batch;
}

// The next block's rows; none at the end.
inline std::optional<RowBatch> next_batch(RowReader& reader, std::unique_ptr<RowBlock>& block) {
  block = reader.next();
  if (block == nullptr) return std::nullopt;
  return whole_batch(*block, reader.header().size());
}

inline void take_row(const RowBatch& batch, size_t r, Reading& into) {
  take_cells(batch, r, into.rows.emplace_back(), into.marks.emplace_back());
  into.lines.push_back(batch.lines[r]);
}

inline void take_batch(const RowBatch& batch, BadRows& bad_rows, Reading& into) {
  auto fault = batch.faults.begin();
  for (size_t r = 0; r < batch.rows(); ++r) {
    const bool bad = fault != batch.faults.end() && fault->row == r;
    if (bad && into.behind.empty()) {
      into.error = error_of([&] { bad_rows.add(1, {bad_row_of(batch, *fault)}); });
    }
    if (!bad && into.behind.empty()) {
      take_row(batch, r, into);
      continue;
    }
    std::string text = std::to_string(batch.lines[r]) + ": " + (bad ? (fault++)->what : "");
    for (size_t c = 0; !bad && c < batch.columns; ++c) {
      text += (c > 0 ? "|" : "") + std::string(batch.cell(r, c));
    }
    into.behind.push_back(std::move(text));
  }
}

// Reads a file in pieces of so many bytes and blocks of so many rows; messages name it without its
// folder.
inline Reading read_in_pieces(const TempDir& dir, const std::string& name,
                              const ReadOptions& options, size_t piece, size_t block_rows) {
  Reading reading;
  ReadOptions in_blocks = options;
  in_blocks.block_rows = block_rows;
  // All blocks live to the end: none may point into what a later one has replaced.
  std::vector<std::unique_ptr<RowBlock>> blocks;
  const std::string error = error_of([&] {
    CsvReader reader(dir / name, in_blocks, piece);
    reading.header = reader.header();
    reading.remarks = reader.remarks();
    uint64_t rows = 0;
    while (auto block = reader.next()) {
      rows += block->rows();
      CHECK(reader.counts().rows == rows);
      blocks.push_back(std::move(block));
    }
    reading.empty_lines = reader.counts().empty_lines;
    CHECK(reader.counts().bytes == std::filesystem::file_size(dir / name));
  });
  BadRows bad_rows;
  bad_rows.start(reading.header);
  for (const auto& block : blocks) {
    take_batch(whole_batch(*block, reading.header.size()), bad_rows, reading);
  }
  if (reading.error.empty() && error != "no error") reading.error = error;
  replace_all(reading.error, dir.path() + "/", "");
  for (auto& remark : reading.remarks) replace_all(remark, dir.path() + "/", "");
  return reading;
}

// The text as a file t.csv, read with every piece size from one byte to more than the whole: the
// outcome must not depend on it.
inline Reading read_text(const std::string& text, const ReadOptions& options = {},
                         const std::string& name = "t.csv") {
  const TempDir dir;
  put(dir / name, text);
  const Reading whole = read_in_pieces(dir, name, options, LineBuffer::kPiece, 1000);
  for (size_t piece = 1; piece <= text.size() + 1; ++piece) {
    for (const size_t block_rows : {1, 3}) {
      INFO("pieces of " << piece << " bytes, blocks of " << block_rows << " rows, text: " << text);
      REQUIRE(read_in_pieces(dir, name, options, piece, block_rows) == whole);
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
