#include "data/row_splitter.h"

#include <algorithm>
#include <string>

#include "core/text.h"
#include "data/byte_mask.h"
#include "data/row_cutter.h"

namespace mlrun {

bool RowSplitter::fail(size_t at, std::optional<size_t> column, std::string what) {
  fault_.byte = at;
  fault_.column = column;
  fault_.what = std::move(what);
  return false;
}

std::string_view RowSplitter::undouble(std::string_view cell) {
  char* const plain = batch_->arena.reserve(cell.size());
  size_t length = 0;
  for (size_t i = 0; i < cell.size(); ++i) {
    plain[length++] = cell[i];
    if (cell[i] == '"') ++i;
  }
  return batch_->arena.commit(length);
}

bool RowSplitter::end_cell(size_t end) {
  std::string_view cell = row_.substr(begin_, end - begin_);
  if (quoted_) {
    if (close_ + 1 != end) return fail(close_ + 1, fields_, "text after a closing quote");
    cell = row_.substr(begin_ + 1, close_ - begin_ - 1);
  }
  if (cell.size() > kFieldLimit) {
    return fail(begin_, fields_, "a field of more than 16 MiB");
  }
  if (fields_ < batch_->columns) {
    if (doubled_) cell = undouble(cell);
    cells_[fields_] = cell;
    quotes_[fields_] = quoted_ ? 1 : 0;
  }
  ++fields_;
  begin_ = end + 1;
  quoted_ = doubled_ = false;
  return true;
}

void RowSplitter::on_quote(size_t at) {
  if (at == skip_) return;
  if (!inside_) {
    // Behind a closing quote, or in the middle of a cell, it opens nothing.
    inside_ = at == begin_;
    quoted_ = quoted_ || inside_;
  } else if (at + 1 < row_.size() && row_[at + 1] == '"') {
    doubled_ = true;
    skip_ = at + 1;
  } else {
    inside_ = false;
    close_ = at;
  }
}

// Cells that end among the 64 bytes from `at` on, none of them in quotes. What is counted stays in
// registers: the cells written might else be taken for the splitter's own numbers.
void RowSplitter::take_plain(size_t at, uint64_t delimiters) {
  const char* const row = row_.data();
  const size_t columns = batch_->columns;
  std::string_view* const cells = cells_;
  size_t fields = fields_;
  size_t begin = begin_;
  for (; delimiters != 0; delimiters &= delimiters - 1) {
    const size_t end = at + static_cast<size_t>(std::countr_zero(delimiters));
    if (fields < columns) cells[fields] = {row + begin, end - begin};
    ++fields;
    begin = end + 1;
  }
  fields_ = fields;
  begin_ = begin;
}

// False for a cell whose quotes are wrong.
bool RowSplitter::take_quoted(size_t at, uint64_t delimiters, uint64_t quotes) {
  for (uint64_t stops = delimiters | quotes; stops != 0; stops &= stops - 1) {
    const auto bit = static_cast<size_t>(std::countr_zero(stops));
    if ((quotes >> bit & 1) != 0) {
      on_quote(at + bit);
    } else if (!inside_ && !end_cell(at + bit)) {
      return false;
    }
  }
  return true;
}

// False for a row whose quotes are wrong.
bool RowSplitter::take_cells() {
  const bool long_cells = row_.size() > kFieldLimit;
  for (size_t at = 0; at < row_.size(); at += ByteMask::kBytes) {
    const ByteMask bytes(row_, at);
    const uint64_t delimiters = bytes.equal(delimiter_);
    const bool plain = bytes.odd_or('"') == 0;
    if (plain && !quoted_ && !long_cells) [[likely]] {
      take_plain(at, delimiters);
      continue;
    }
    odd_ = odd_ || bytes.odd_or() != 0;
    if (!take_quoted(at, delimiters, bytes.equal('"'))) return false;
  }
  if (inside_) return fail(begin_, fields_, "this quote is never closed");
  return end_cell(row_.size());
}

bool RowSplitter::check_odd_bytes() {
  const size_t zero = row_.find('\0');
  const size_t bad = invalid_utf8(row_.substr(0, zero)).value_or(std::string_view::npos);
  const size_t first = std::min(zero, bad);
  if (first == std::string_view::npos) return true;
  const size_t column = column_at(first);
  if (first == zero) return fail(first, column, "a NUL byte");
  return fail(first, column, "expected UTF-8, got " + mlrun::quoted(cells_[column]));
}

// Requires a row that splits well.
size_t RowSplitter::column_at(size_t position) const {
  size_t column = 0;
  bool begins = true;
  bool inside = false;  // of quotes; a doubled quote leaves and enters again
  bool quotable = false;
  for (const char c : row_.substr(0, position)) {
    if (begins) quotable = c == '"';
    if (quotable && c == '"') inside = !inside;
    begins = !inside && c == delimiter_;
    if (begins) ++column;
  }
  return column;
}

void RowSplitter::start(std::string_view row, RowBatch& batch) {
  batch_ = &batch;
  row_ = row;
  fields_ = begin_ = 0;
  odd_ = inside_ = quoted_ = doubled_ = false;
  skip_ = std::string_view::npos;
}

size_t RowSplitter::count_fields(std::string_view row) {
  RowBatch none;
  start(row, none);
  take_cells();
  return std::max(fields_, size_t{1});
}

void RowSplitter::split(std::string_view row, uint64_t line, uint64_t byte, RowBatch& batch) {
  batch.grow(1);
  split_at(batch.rows() - 1, row, line, byte, batch);
}

void RowSplitter::split_at(size_t number, std::string_view row, uint64_t line, uint64_t byte,
                           RowBatch& batch) {
  start(row, batch);
  cells_ = batch.cells.data() + number * batch.columns;
  quotes_ = batch.quoted.data() + number * batch.columns;
  batch.lines[number] = line;
  batch.bytes[number] = byte;
  batch.texts[number] = row;
  bool good = take_cells();
  if (good && fields_ != batch.columns) {
    good = fail(
        0, std::nullopt,
        "expected " + std::to_string(batch.columns) + " fields, got " + std::to_string(fields_));
  }
  if (good && odd_) good = check_odd_bytes();
  if (good) return;
  std::fill_n(cells_, batch.columns, std::string_view());
  std::fill_n(quotes_, batch.columns, uint8_t{0});
  fault_.row = number;
  fault_.line = line + count_line_ends(row.substr(0, fault_.byte));
  fault_.byte += byte;
  fault_.exact = true;
  batch.faults.push_back(fault_);
}

}  // namespace mlrun
