#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlrun {

// Some rows as text cells; views point into storage owned by the batch.
struct RowBatch {
  size_t columns = 0;
  std::vector<std::string_view> cells;  // row after row, `columns` each
  std::vector<uint8_t> quoted;          // per cell: 1 when it stood in quotes
  std::vector<uint64_t> lines;          // per row: line in its file, from 1
  std::string file;                     // name for messages
  std::vector<std::shared_ptr<const std::string>> storage;

  size_t rows() const { return lines.size(); }
  std::string_view cell(size_t row, size_t column) const { return cells[row * columns + column]; }
  // What the cell says: without the blanks around it, unless they stood in quotes.
  std::string_view content(size_t row, size_t column) const;
};

struct ReadOptions {
  std::string format = "auto";  // auto | csv | tsv
  char delimiter = 0;           // 0: by suffix, else sniffed among , ; tab |
  bool header = true;           // false: names c1..cN
  int stdin_fd = 0;             // what "-" reads: stdin, or a copy of it that can be read again
};

struct ReadCounts {
  uint64_t bytes = 0;        // read so far
  uint64_t rows = 0;         // data rows given out
  uint64_t empty_lines = 0;  // skipped
};

// A table as a stream of text rows, whatever its format.
class RowReader {
 public:
  virtual ~RowReader() = default;
  // Column names, known from the start. No name is empty or stands twice.
  virtual const std::vector<std::string>& header() const = 0;
  // Up to max_rows rows; nullopt at the end. Throws Error(kData) with file, line, byte, column.
  virtual std::optional<RowBatch> next(size_t max_rows) = 0;
  virtual const ReadCounts& counts() const = 0;
  // What was decided by looking at the file and is worth saying on stderr.
  virtual std::vector<std::string> remarks() const { return {}; }
};

// Opens files that share one header (each has its own), or stdin for "-"; rows come in that order.
// Throws Error(kData) when one cannot be read or the headers differ: at once for regular files,
// else when its turn comes. Throws Error(kUsage) for an unknown format or "-" given twice.
std::unique_ptr<RowReader> open_rows(const std::vector<std::string>& paths,
                                     const ReadOptions& options);

}  // namespace mlrun
