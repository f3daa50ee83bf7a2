#include "data/csv_reader.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "data/delimiter.h"

namespace mlrun {
namespace {

constexpr size_t kNeedMore = static_cast<size_t>(-1);

bool ends_line(char c) { return c == '\n' || c == '\r'; }

}  // namespace

CsvReader::CsvReader(const std::string& path, const ReadOptions& options, size_t block)
    : source_(path, options.stdin_fd), name_(source_.name()), block_(block) {
  while (buffer_.size() < 4 && fill()) {
  }
  drop_mark();
  choose_delimiter(path, options);
  read_header(options.header);
}

bool CsvReader::fill() {
  if (ended_) return false;
  const size_t before = buffer_.size();
  ended_ = !source_.read(buffer_, block_);
  counts_.bytes += buffer_.size() - before;
  return !ended_;
}

// A UTF-8 byte order mark is dropped; the marks of UTF-16 and UTF-32 tell what the file is.
void CsvReader::drop_mark() {
  const std::string_view head = buffer_;
  if (head.starts_with("\xEF\xBB\xBF")) {
    buffer_.erase(0, 3);
    offset_ = 3;
  } else if (head.starts_with(std::string_view("\xFF\xFE\0\0", 4)) ||
             head.starts_with(std::string_view("\0\0\xFE\xFF", 4))) {
    fail(1, 0, "the file is UTF-32; expected UTF-8");
  } else if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
    fail(1, 0, "the file is UTF-16; expected UTF-8");
  }
}

void CsvReader::choose_delimiter(const std::string& path, const ReadOptions& options) {
  if (options.delimiter != 0) {
    delimiter_ = options.delimiter;
  } else if (const char known = delimiter_by_name(path, options.format); known != 0) {
    delimiter_ = known;
  } else {
    constexpr size_t kLook = size_t{1} << 16;
    while (buffer_.size() < kLook && fill()) {
    }
    delimiter_ = sniff_delimiter(std::string_view(buffer_).substr(0, kLook));
    remarks_.push_back(name_ + ": fields are separated by " + delimiter_name(delimiter_));
  }
}

void CsvReader::fail(uint64_t line, uint64_t byte, const std::string& what) const {
  throw Error(ErrorKind::kData, name_ + ":" + std::to_string(line) + ": " + what + " (byte " +
                                    std::to_string(byte) + ")");
}

// Returns the position after the closing quote, or kNeedMore.
size_t CsvReader::parse_quoted(std::string_view text, size_t begin, bool last, Row& row,
                               std::vector<std::shared_ptr<const std::string>>& unquoted) {
  size_t from = begin + 1;
  bool doubled = false;
  size_t at = from;
  while (true) {
    at = text.find('"', at);
    if (at == std::string_view::npos || (at + 1 == text.size() && !last)) {
      if (!last) return kNeedMore;
      const auto lines = static_cast<uint64_t>(
          std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
      fail(line_ + lines, offset_ + begin, "this quote is never closed");
    }
    if (at + 1 < text.size() && text[at + 1] == '"') {
      doubled = true;
      at += 2;
      continue;
    }
    break;
  }
  std::string_view cell = text.substr(from, at - from);
  if (doubled) {
    std::string plain;
    for (size_t i = 0; i < cell.size(); ++i) {
      plain += cell[i];
      if (cell[i] == '"') ++i;
    }
    unquoted.push_back(std::make_shared<const std::string>(std::move(plain)));
    cell = *unquoted.back();
  }
  row.cells.push_back(cell);
  row.quoted.push_back(1);
  const size_t after = at + 1;
  if (after < text.size() && text[after] != delimiter_ && !ends_line(text[after])) {
    fail(line_, offset_ + after,
         "column " + std::to_string(row.cells.size()) + ": text after a closing quote");
  }
  return after;
}

CsvReader::Parsed CsvReader::parse_row(std::string_view text, bool last, Row& row,
                                       std::vector<std::shared_ptr<const std::string>>& unquoted) {
  row.cells.clear();
  row.quoted.clear();
  size_t at = 0;
  while (true) {
    size_t end = at;
    if (at < text.size() && text[at] == '"') {
      end = parse_quoted(text, at, last, row, unquoted);
      if (end == kNeedMore) return Parsed::kNeedMore;
    } else {
      while (end < text.size() && text[end] != delimiter_ && !ends_line(text[end])) ++end;
      row.cells.push_back(text.substr(at, end - at));
      row.quoted.push_back(0);
    }
    if (row.cells.back().size() > kFieldLimit) {
      fail(line_, offset_ + at, "a field of more than 16 MiB");
    }
    if (row.cells.size() > kColumnLimit) fail(line_, offset_, "more than 100,000 columns");
    if (end == text.size()) {
      if (!last) return Parsed::kNeedMore;
      row.end = end;
      break;
    }
    if (text[end] == delimiter_) {
      at = end + 1;
      continue;
    }
    // A CR at the end of what is read may be half of a CRLF.
    if (text[end] == '\r' && end + 1 == text.size() && !last) return Parsed::kNeedMore;
    row.end = end + (text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n' ? 2 : 1);
    break;
  }
  const std::string_view whole = text.substr(0, row.end);
  row.lines = static_cast<uint64_t>(std::count(whole.begin(), whole.end(), '\n'));
  if (row.end > 0 && whole.back() == '\r') ++row.lines;
  const bool empty = row.cells.size() == 1 && row.cells[0].empty() && row.quoted[0] == 0;
  return empty ? Parsed::kEmptyLine : Parsed::kRow;
}

void CsvReader::check_cells(const Row& row) {
  for (size_t c = 0; c < row.cells.size(); ++c) {
    const std::string_view cell = row.cells[c];
    const bool plain = std::all_of(cell.begin(), cell.end(), [](char x) { return x > 0; });
    if (plain) continue;
    const std::string column = c < header_.size() ? "column " + mlrun::quoted(header_[c])
                                                  : "column " + std::to_string(c + 1);
    if (cell.find('\0') != std::string_view::npos) fail(line_, offset_, column + ": a NUL byte");
    if (invalid_utf8(cell)) {
      fail(line_, offset_, column + ": expected UTF-8, got " + mlrun::quoted(cell));
    }
  }
}

void CsvReader::read_header(bool has_header) {
  Row row;
  std::vector<std::shared_ptr<const std::string>> unquoted;
  while (true) {
    const Parsed parsed = parse_row(buffer_, ended_, row, unquoted);
    if (parsed == Parsed::kNeedMore) {
      if (buffer_.size() > kLineLimit) fail(line_, offset_, "a line of more than 64 MiB");
      fill();
      continue;
    }
    if (parsed == Parsed::kRow) break;
    if (row.end == 0) fail(line_, offset_, "the file is empty: expected a header line");
    line_ += row.lines;
    offset_ += row.end;
    buffer_.erase(0, row.end);
    ++counts_.empty_lines;
  }
  check_cells(row);
  if (!has_header) {
    for (size_t c = 1; c <= row.cells.size(); ++c) header_.push_back("c" + std::to_string(c));
    return;
  }
  std::set<std::string_view> seen;
  for (size_t c = 0; c < row.cells.size(); ++c) {
    const std::string_view name = row.quoted[c] != 0 ? row.cells[c] : trim(row.cells[c]);
    if (name.empty()) {
      fail(line_, offset_,
           "column " + std::to_string(c + 1) +
               " has no name in the header; --no-header reads a file without one");
    }
    if (!seen.insert(name).second) {
      fail(line_, offset_, "two columns are called " + mlrun::quoted(name));
    }
    header_.emplace_back(name);
  }
  line_ += row.lines;
  offset_ += row.end;
  buffer_.erase(0, row.end);
}

std::optional<RowBatch> CsvReader::next(size_t max_rows) {
  RowBatch batch;
  batch.columns = header_.size();
  batch.file = name_;
  // The batch keeps the text it points into; what is left over starts the next one.
  auto text = std::make_shared<std::string>(std::move(buffer_));
  buffer_.clear();
  size_t used = 0;
  Row row;
  while (batch.rows() < max_rows) {
    const std::string_view rest = std::string_view(*text).substr(used);
    const Parsed parsed =
        rest.empty() && !ended_ ? Parsed::kNeedMore : parse_row(rest, ended_, row, batch.storage);
    if (parsed == Parsed::kNeedMore) {
      if (rest.size() > kLineLimit) fail(line_, offset_, "a line of more than 64 MiB");
      // Views must not move: once there are rows, the rest waits for the next call.
      if (batch.rows() > 0) break;
      buffer_.assign(rest);
      fill();
      text = std::make_shared<std::string>(std::move(buffer_));
      buffer_.clear();
      used = 0;
      continue;
    }
    if (row.end == 0 && rest.empty()) break;
    if (parsed == Parsed::kEmptyLine) {
      ++counts_.empty_lines;
    } else {
      if (row.cells.size() != header_.size()) {
        fail(line_, offset_,
             "expected " + std::to_string(header_.size()) + " fields, got " +
                 std::to_string(row.cells.size()));
      }
      check_cells(row);
      batch.cells.insert(batch.cells.end(), row.cells.begin(), row.cells.end());
      batch.quoted.insert(batch.quoted.end(), row.quoted.begin(), row.quoted.end());
      batch.lines.push_back(line_);
    }
    used += row.end;
    offset_ += row.end;
    line_ += row.lines;
  }
  buffer_.assign(*text, used);
  counts_.rows += batch.rows();
  if (batch.rows() == 0) return std::nullopt;
  batch.storage.push_back(std::move(text));
  return batch;
}

}  // namespace mlrun
