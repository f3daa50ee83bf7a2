#pragma once

#include <cstdint>
#include <string_view>

#include "data/row_batch.h"

namespace mlrun {

// Takes single CSV rows apart by RFC 4180. A quote inside an unquoted cell is plain text.
class RowSplitter {
 public:
  static constexpr size_t kFieldLimit = size_t{16} << 20;

  // Requires an ASCII delimiter that is no quote and no line end.
  explicit RowSplitter(char delimiter) : delimiter_(delimiter) {}
  // Adds the cells of a row (without its line end, as RowCutter finds it) to the batch; `line` and
  // `byte` say where it begins. Views point into the row, or into the arena where quotes were
  // doubled. What is wrong with it (other than batch.columns fields, text after a closing quote, a
  // quote never closed, a field of more than 16 MiB, NUL, bad UTF-8) becomes a fault.
  void split(std::string_view row, uint64_t line, uint64_t byte, RowBatch& batch);
  // The same for a row that has its place in the batch (RowBatch::grow), the places being filled in
  // order.
  void split_at(size_t number, std::string_view row, uint64_t line, uint64_t byte, RowBatch& batch);
  // How many cells the row has, as far as its quotes are right.
  size_t count_fields(std::string_view row);

 private:
  void start(std::string_view row, RowBatch& batch);
  bool take_cells();
  void take_plain(size_t at, uint64_t delimiters);
  bool take_quoted(size_t at, uint64_t delimiters, uint64_t quotes);
  void on_quote(size_t at);
  bool end_cell(size_t end);
  bool check_odd_bytes();
  bool fail(size_t at, std::optional<size_t> column, std::string what);
  size_t column_at(size_t position) const;
  std::string_view undouble(std::string_view cell);

  char delimiter_;
  RowBatch* batch_ = nullptr;
  std::string_view row_;
  std::string_view* cells_ = nullptr;  // this row's in the batch
  uint8_t* quotes_ = nullptr;
  size_t fields_ = 0;     // of this row so far
  size_t begin_ = 0;      // of the cell that is looked at
  bool odd_ = false;      // some bytes are 0 or no ASCII
  bool inside_ = false;   // of quotes
  bool quoted_ = false;   // the cell began with a quote
  bool doubled_ = false;  // and holds doubled ones
  size_t close_ = 0;      // its closing quote
  size_t skip_ = 0;       // second half of a doubled quote
  RowFault fault_;
};

}  // namespace mlrun
