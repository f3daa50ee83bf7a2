#include "data/row_splitter.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "core/text.h"

namespace mlrun {
namespace {

constexpr auto kNone = std::string_view::npos;

// No NUL and nothing beyond ASCII: what nearly every row is, eight bytes at a time.
bool is_plain(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  constexpr uint64_t kHighBits = 0x8080808080808080u;
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= text.size(); i += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof word);
    if ((((word - kOnes) | word) & kHighBits) != 0) return false;
  }
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
                     [](char c) { return static_cast<unsigned char>(c - 1) < 0x7F; });
}

std::string undouble(std::string_view cell) {
  std::string plain;
  plain.reserve(cell.size());
  for (size_t i = 0; i < cell.size(); ++i) {
    plain += cell[i];
    if (cell[i] == '"') ++i;
  }
  return plain;
}

}  // namespace

uint64_t count_line_ends(std::string_view text) {
  auto ends = static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n'));
  for (size_t at = text.find('\r'); at != kNone; at = text.find('\r', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] != '\n') ++ends;
  }
  return ends;
}

RowSplitter::RowSplitter(char delimiter) : delimiter_(delimiter) {
  for (const char c : {delimiter, '\n', '\r'}) ends_cell_[static_cast<unsigned char>(c)] = true;
}

RowSplitter::Result RowSplitter::fail(size_t at, std::optional<size_t> column, std::string what) {
  fault_ = {at, column, std::move(what)};
  return Result::kFault;
}

RowSplitter::Result RowSplitter::split(std::string_view text, bool last, RowBatch& batch) {
  first_ = batch.cells.size();
  const size_t stored = batch.storage.size();
  line_ends_ = 0;
  // No cell reaches beyond, so that what is said does not depend on how much is read already.
  const std::string_view seen = text.substr(0, kLineLimit + 1);
  Result result = split_cells(seen, last && seen.size() == text.size(), batch);
  if (result == Result::kRow) result = end_row(text, cell_end_, last);
  if (result == Result::kRow) result = check_bytes(text.substr(0, bytes_), batch);
  const bool empty =
      batch.cells.size() == first_ + 1 && batch.cells[first_].empty() && text.substr(0, 1) != "\"";
  if (result == Result::kRow && empty) result = Result::kEmptyLine;
  if (result != Result::kRow) {
    batch.cells.resize(first_);
    batch.storage.resize(stored);
  }
  batch.quoted.resize(batch.cells.size());
  return result;
}

RowSplitter::Result RowSplitter::split_cells(std::string_view text, bool last, RowBatch& batch) {
  for (size_t at = 0;; at = cell_end_ + 1) {
    const size_t column = batch.cells.size() - first_;
    if (column == kColumnLimit) return fail(at, std::nullopt, "more than 100,000 columns");
    if (at < text.size() && text[at] == '"') {
      const Result result = take_quoted(text, at, last, batch);
      if (result != Result::kRow) return result;
    } else {
      size_t end = at;
      while (end < text.size() && !ends_cell_[static_cast<unsigned char>(text[end])]) ++end;
      if (end - at > kFieldLimit) return fail(at, column, "a field of more than 16 MiB");
      batch.cells.push_back(text.substr(at, end - at));
      cell_end_ = end;
    }
    if (cell_end_ == text.size() || text[cell_end_] != delimiter_) return Result::kRow;
  }
}

RowSplitter::Result RowSplitter::take_quoted(std::string_view text, size_t at, bool last,
                                             RowBatch& batch) {
  const size_t column = batch.cells.size() - first_;
  const size_t begin = at + 1;
  bool doubled = false;
  size_t close = text.find('"', begin);
  while (close != kNone && close + 1 < text.size() && text[close + 1] == '"') {
    doubled = true;
    close = text.find('"', close + 2);
  }
  const size_t end = close == kNone ? text.size() : close;
  if (end - begin > kFieldLimit) {
    return fail(at, column, "a field of more than 16 MiB; is its quote ever closed?");
  }
  // A quote at the end of what is read may be half of a doubled one.
  if (close == kNone || (close + 1 == text.size() && !last)) {
    if (text.size() > kLineLimit) return fail(0, std::nullopt, "a line of more than 64 MiB");
    return last ? fail(at, column, "this quote is never closed") : Result::kNeedMore;
  }
  std::string_view cell = text.substr(begin, close - begin);
  line_ends_ += count_line_ends(cell);
  if (doubled) {
    batch.storage.push_back(std::make_shared<const std::string>(undouble(cell)));
    cell = *batch.storage.back();
  }
  batch.cells.push_back(cell);
  batch.quoted.resize(batch.cells.size());
  batch.quoted.back() = 1;
  cell_end_ = close + 1;
  if (cell_end_ < text.size() && !ends_cell_[static_cast<unsigned char>(text[cell_end_])]) {
    return fail(cell_end_, column, "text after a closing quote");
  }
  return Result::kRow;
}

RowSplitter::Result RowSplitter::end_row(std::string_view text, size_t end, bool last) {
  if (end > kLineLimit) return fail(0, std::nullopt, "a line of more than 64 MiB");
  if (end == text.size()) {
    bytes_ = end;
    return last ? Result::kRow : Result::kNeedMore;
  }
  // A CR at the end of what is read may be half of a CRLF.
  const bool carriage = text[end] == '\r';
  if (carriage && end + 1 == text.size() && !last) return Result::kNeedMore;
  bytes_ = end + (carriage && text.substr(end + 1, 1) == "\n" ? 2 : 1);
  ++line_ends_;
  return Result::kRow;
}

RowSplitter::Result RowSplitter::check_bytes(std::string_view row, const RowBatch& batch) {
  if (is_plain(row)) return Result::kRow;
  const size_t zero = row.find('\0');
  const size_t bad = invalid_utf8(row.substr(0, zero)).value_or(kNone);
  const size_t first = std::min(zero, bad);
  if (first == kNone) return Result::kRow;
  const size_t column = column_at(row, first);
  if (first == zero) return fail(first, column, "a NUL byte");
  return fail(first, column, "expected UTF-8, got " + mlrun::quoted(batch.cells[first_ + column]));
}

// Requires a row that splits well.
size_t RowSplitter::column_at(std::string_view row, size_t position) const {
  size_t column = 0;
  bool begins = true;
  bool inside = false;  // of quotes; a doubled quote leaves and enters again
  bool quotable = false;
  for (const char c : row.substr(0, position)) {
    if (begins) quotable = c == '"';
    if (quotable && c == '"') inside = !inside;
    begins = !inside && c == delimiter_;
    if (begins) ++column;
  }
  return column;
}

}  // namespace mlrun
