#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/fixtures.h"
#include "data/csv_reader.h"
#include "data/infer.h"
#include "data/table_builder.h"

namespace mlrun::test {

// What a reader gave up to its end or its first error.
struct Reading {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> marks;  // per row: 'q' for a cell in quotes, '.' for another
  std::vector<uint64_t> lines;
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

inline void take_batch(Reading& into, const RowBatch& batch) {
  for (size_t r = 0; r < batch.rows(); ++r) {
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
}

// Reads a file in blocks; messages name it without its folder.
inline Reading read_file_in_blocks(const TempDir& dir, const std::string& name,
                                   const ReadOptions& options, size_t block, size_t max_rows) {
  Reading reading;
  // All batches live to the end: none may point into what a later one has replaced.
  std::vector<RowBatch> batches;
  reading.error = error_of([&] {
    CsvReader reader(dir / name, options, block);
    reading.header = reader.header();
    reading.remarks = reader.remarks();
    // The counts say what was given out, also when the next row is bad.
    try {
      while (auto batch = reader.next(max_rows)) batches.push_back(std::move(*batch));
    } catch (const Error&) {
      reading.empty_lines = reader.counts().empty_lines;
      CHECK(reader.counts().rows == [&] {
        uint64_t rows = 0;
        for (const auto& batch : batches) rows += batch.rows();
        return rows;
      }());
      throw;
    }
    reading.empty_lines = reader.counts().empty_lines;
    CHECK(reader.counts().bytes == std::filesystem::file_size(dir / name));
  });
  for (const auto& batch : batches) take_batch(reading, batch);
  if (reading.error == "no error") reading.error.clear();
  replace_all(reading.error, dir.path() + "/", "");
  for (auto& remark : reading.remarks) replace_all(remark, dir.path() + "/", "");
  return reading;
}

// The text as a file t.csv, read with every block size from one byte to more than the whole: the
// outcome must not depend on it.
inline Reading read_text(const std::string& text, const ReadOptions& options = {},
                         const std::string& name = "t.csv") {
  const TempDir dir;
  put(dir / name, text);
  const Reading whole = read_file_in_blocks(dir, name, options, CsvReader::kBlock, 1000);
  for (size_t block = 1; block <= text.size() + 1; ++block) {
    for (const size_t max_rows : {1, 3}) {
      INFO("block of " << block << " bytes, batches of " << max_rows << " rows, text: " << text);
      REQUIRE(read_file_in_blocks(dir, name, options, block, max_rows) == whole);
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
  return rows.error_in([&] { read_table(*rows, spec, need, options); });
}

}  // namespace mlrun::test
