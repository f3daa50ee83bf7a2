#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mlrun {

// One column of an output: texts (kept cells, class labels) or numbers.
struct OutputColumn {
  std::string name;
  bool text = false;
};

// Some rows of an output, column by column.
struct OutputRows {
  struct Cells {
    std::vector<std::string_view> texts;  // of a text column; lives as long as what it points into
    std::vector<float> numbers;           // of a number column
  };
  size_t rows = 0;
  std::vector<Cells> columns;
  // Per row: 1 where there is no answer: its numbers and label are null (empty in CSV); kept cells
  // stand as they are. Empty: all rows are answered.
  std::vector<uint8_t> unanswered;
  size_t kept = 0;  // the first columns, which are kept cells

  bool is_null(size_t row, size_t column) const {
    return column >= kept && !unanswered.empty() && unanswered[row] != 0;
  }
};

// How rows are written: csv, tsv, jsonl or parquet. Texts of bytes, in this order:
// begin(), then per block encode() + append(), then end().
class RowFormat {
 public:
  virtual ~RowFormat() = default;
  virtual std::string begin() = 0;
  // Const, called by several threads at once.
  virtual std::string encode(const OutputRows& rows) const = 0;
  // Called in the order of the blocks, for formats that gather rows.
  virtual std::string append(const OutputRows& /*rows*/) { return {}; }
  virtual std::string end() { return {}; }
};

// The format that the suffix of an output's path says: csv | tsv | jsonl | parquet; csv where it
// says nothing. Throws Error(kUsage) for one that promises what is not written.
std::string row_format_of(const std::string& path);

// name: csv | tsv | jsonl | parquet. Throws Error(kUsage) for another, Error(kFailure) when the
// part that writes Parquet is not installed.
std::unique_ptr<RowFormat> make_row_format(const std::string& name,
                                           std::vector<OutputColumn> columns);

}  // namespace mlrun
