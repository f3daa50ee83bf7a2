#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/row_batch.h"

namespace mlrun {

struct ReadOptions {
  std::string format = "auto";  // auto | csv | tsv | jsonl | parquet | arrow
  char delimiter = 0;           // 0: by suffix, else sniffed among , ; tab |
  bool header = true;           // false: names c1..cN
  int stdin_fd = 0;             // what "-" reads: stdin, or a copy of it that can be read again
  std::map<std::string, int> copies;  // by path: copies of pipes, which can be read again
  // Rows of a block, fewer for wide tables (block_rows_for).
  size_t block_rows = 4096;
  // A block ends where the input has nothing more to give at the moment.
  bool as_available = false;

  // What is read in the place of a path; 0: the path itself.
  int copy_of(const std::string& path) const;
};

// Columns that a table may have.
inline constexpr size_t kColumnLimit = 100'000;

// Rows of a block of a table with so many columns: memory of a block stays bounded, and blocks are
// cut at the same rows whatever the format and however the bytes arrive. `rows` is what was asked.
size_t block_rows_for(size_t rows, size_t columns);

struct ReadCounts {
  uint64_t bytes = 0;        // of the file, up to the rows given out
  uint64_t total_bytes = 0;  // of all files, 0 when not known
  uint64_t rows = 0;         // given out, bad ones too
  uint64_t empty_lines = 0;  // skipped
};

// Whole rows as they stand in the input, not yet taken apart. Blocks are independent of each other
// and of the reader: several threads may split several blocks.
class RowBlock {
 public:
  virtual ~RowBlock() = default;
  virtual size_t rows() const = 0;
  // Appends the cells of rows [first, first + count) to a batch whose `columns` is that of the
  // header. Const: any part may be split any number of times.
  virtual void split(size_t first, size_t count, RowBatch& into) const = 0;
};

// A table as a stream of blocks of rows, whatever its format.
class RowReader {
 public:
  virtual ~RowReader() = default;
  // Column names, known from the start. No name is empty or stands twice.
  virtual const std::vector<std::string>& header() const = 0;
  // Rows of the blocks from now on, as far as block_rows_for() allows them.
  virtual void set_block_rows(size_t rows) = 0;
  // The next rows, in order: as many as were set, at first those of ReadOptions, but at the end of
  // a file; null at the end. One caller at a time. Throws Error(kData) for what no row can be
  // blamed for.
  virtual std::unique_ptr<RowBlock> next() = 0;
  virtual ReadCounts counts() const = 0;
  // What was decided by looking at the file and is worth saying on stderr.
  virtual std::vector<std::string> remarks() const { return {}; }
};

// A block, and what was read up to its end.
struct CountedBlock {
  std::unique_ptr<RowBlock> block;
  ReadCounts counts;
};
// nullopt at the end. For OrderedWork.
std::optional<CountedBlock> next_block(RowReader& reader);

// Splits a block some rows at a time, so that their cells fit into a core's cache until they are
// used: calls use(first) with the number of the batch's first row. The batch has the header's
// number of columns.
template <class Use>
void for_each_batch(const RowBlock& block, RowBatch& batch, const Use& use) {
  constexpr size_t kCells = size_t{1} << 12;
  constexpr size_t kFewest = 16;
  const size_t step = std::max(kFewest, kCells / std::max<size_t>(batch.columns, 1));
  for (size_t first = 0; first < block.rows(); first += step) {
    batch.clear();
    block.split(first, std::min(step, block.rows() - first), batch);
    use(first);
  }
}

// Opens files that share one header (each has its own), or stdin for "-"; rows come in that order.
// Throws Error(kData) when one cannot be read or the headers differ: at once for regular files,
// else when its turn comes. Throws Error(kUsage) for an unknown format or "-" given twice.
std::unique_ptr<RowReader> open_rows(const std::vector<std::string>& paths,
                                     const ReadOptions& options);

}  // namespace mlrun
