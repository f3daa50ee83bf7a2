#include "data/csv_reader.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "data/delimiter.h"

namespace mlrun {
namespace {

using Result = RowSplitter::Result;

// What a file is by its first bytes when it is no UTF-8 text; empty when they do not tell.
std::string_view foreign_format(std::string_view head) {
  using namespace std::string_view_literals;
  constexpr std::pair<std::string_view, std::string_view> kMarks[] = {
      {"\xFF\xFE\0\0"sv, "UTF-32"},
      {"\0\0\xFE\xFF"sv, "UTF-32"},
      {"\xFF\xFE"sv, "UTF-16"},
      {"\xFE\xFF"sv, "UTF-16"},
      {"\x1F\x8B"sv, "gzip-compressed"},
      {"PAR1\x15"sv, "Parquet"},
      {"\x28\xB5\x2F\xFD"sv, "zstd-compressed"}};
  for (const auto& [mark, format] : kMarks) {
    if (head.starts_with(mark)) return format;
  }
  return {};
}

}  // namespace

CsvReader::CsvReader(const std::string& path, const ReadOptions& options, size_t block)
    : source_(path, options.stdin_fd), block_(block) {
  check_start();
  splitter_ = RowSplitter(find_delimiter(path, options));
  read_header(options.header);
  if (header_.size() == 1 && options.delimiter == 0) {
    const auto better = only_delimiter(header_.front());
    if (better) {
      remarks_.push_back(source_.name() + ": one column is read, but its name holds " +
                         delimiter_name(*better) + "; --delimiter sets what separates fields");
    }
  }
}

// Batches given out still point into the old text, so a new one is made. A long row is scanned
// again from its start, which stays linear as it has doubled each time, however slow the pipe.
void CsvReader::read_more() {
  constexpr size_t kLongRow = size_t{1} << 16;
  const std::string_view unread = rest();
  const size_t least = unread.size() < kLongRow ? 1 : unread.size();
  const size_t most = std::max(block_, least);
  auto text = std::make_shared<std::string>();
  text->reserve(unread.size() + most);
  text->assign(unread);
  for (size_t got = 0; got < least && !ended_; got = text->size() - unread.size()) {
    ended_ = !source_.read(*text, std::min(most - got, kBlock));
  }
  counts_.bytes += text->size() - unread.size();
  text_ = std::move(text);
  used_ = 0;
}

// Drops a UTF-8 byte order mark, refuses the marks of other encodings and formats.
void CsvReader::check_start() {
  constexpr size_t kLongestMark = 5;
  while (rest().size() < kLongestMark && !ended_) read_more();
  const std::string_view format = foreign_format(rest());
  if (!format.empty()) {
    fail(1, 0, "the file is " + std::string(format) + "; expected UTF-8");
  }
  if (rest().starts_with("\xEF\xBB\xBF")) {
    used_ = 3;
    offset_ = 3;
  }
}

char CsvReader::find_delimiter(const std::string& path, const ReadOptions& options) {
  if (options.delimiter != 0) {
    check_delimiter(options.delimiter);
    return options.delimiter;
  }
  if (const char known = delimiter_by_name(path, options.format); known != 0) return known;
  // The first line mostly tells, so that a slow pipe need not fill the whole look.
  constexpr size_t kLook = size_t{1} << 16;
  const auto look = [this] { return rest().substr(0, kLook); };
  const auto whole_line = [&look] { return first_line(look()).end() != look().end(); };
  while (!ended_ && look().size() < kLook && !whole_line()) read_more();
  auto found = only_delimiter(first_line(look()));
  if (!found) {
    while (!ended_ && look().size() < kLook) read_more();
    found = sniff_delimiter(look());
  }
  remarks_.push_back(source_.name() + ": fields are separated by " + delimiter_name(*found));
  return *found;
}

void CsvReader::fail(uint64_t line, uint64_t byte, const std::string& what) const {
  throw Error(ErrorKind::kData, source_.name() + ":" + std::to_string(line) + ": " + what +
                                    " (byte " + std::to_string(byte) + ")");
}

void CsvReader::fail_row(const RowFault& fault) const {
  std::string column;
  if (fault.column) {
    column = "column " +
             (*fault.column < header_.size() ? mlrun::quoted(header_[*fault.column])
                                             : std::to_string(*fault.column + 1)) +
             ": ";
  }
  fail(line_ + count_line_ends(rest().substr(0, fault.at)), offset_ + fault.at,
       column + fault.what);
}

void CsvReader::advance() {
  used_ += splitter_.bytes();
  offset_ += splitter_.bytes();
  line_ += splitter_.line_ends();
}

void CsvReader::read_header(bool has_header) {
  RowBatch row;
  while (row.cells.empty()) {
    if (rest().empty() && ended_) {
      fail(line_, offset_,
           has_header ? "the file is empty: expected a header line" : "the file is empty");
    }
    const Result result = splitter_.split(rest(), ended_, row);
    if (result == Result::kFault) fail_row(splitter_.fault());
    if (result == Result::kNeedMore) read_more();
    if (result != Result::kEmptyLine) continue;
    ++counts_.empty_lines;
    advance();
  }
  if (has_header) {
    name_columns(row);
    advance();
  } else {
    for (size_t c = 1; c <= row.cells.size(); ++c) header_.push_back("c" + std::to_string(c));
  }
}

void CsvReader::name_columns(const RowBatch& row) {
  std::unordered_set<std::string_view> seen;
  for (size_t c = 0; c < row.cells.size(); ++c) {
    const std::string_view name = row.quoted[c] != 0 ? row.cells[c] : trim(row.cells[c]);
    if (name.empty()) {
      fail(line_, offset_,
           "column " + std::to_string(c + 1) +
               " has no name in the header; give it one, or --no-header if this line is a row");
    }
    if (!seen.insert(name).second) {
      fail(line_, offset_, "two columns are called " + mlrun::quoted(name));
    }
    header_.emplace_back(name);
  }
}

// One row more for the batch; one with too few or too many fields is a fault as well.
Result CsvReader::take_row(RowBatch& batch) {
  const size_t before = batch.cells.size();
  const Result result = splitter_.split(rest(), ended_, batch);
  if (result == Result::kFault) fault_ = splitter_.fault();
  if (result != Result::kRow) return result;
  const size_t fields = batch.cells.size() - before;
  if (fields == batch.columns) return Result::kRow;
  fault_ = {0, std::nullopt,
            "expected " + std::to_string(batch.columns) + " fields, got " + std::to_string(fields)};
  batch.cells.resize(before);
  batch.quoted.resize(before);
  return Result::kFault;
}

std::optional<RowBatch> CsvReader::next(size_t max_rows) {
  RowBatch batch;
  batch.columns = header_.size();
  batch.file = source_.name();
  batch.storage.push_back(text_);
  batch.cells.reserve(std::min(max_rows * batch.columns, rest().size() / 2));
  while (batch.rows() < max_rows && !(rest().empty() && ended_)) {
    const Result result = take_row(batch);
    // Whole rows go out before a bad one is told and before more is waited for.
    const bool stops = result == Result::kFault || result == Result::kNeedMore;
    if (stops && batch.rows() > 0) break;
    if (result == Result::kFault) fail_row(fault_);
    if (result == Result::kNeedMore) {
      read_more();
      batch.storage.front() = text_;
      continue;
    }
    if (result == Result::kEmptyLine) {
      ++counts_.empty_lines;
    } else {
      batch.lines.push_back(line_);
    }
    advance();
  }
  counts_.rows += batch.rows();
  if (batch.rows() == 0) return std::nullopt;
  return batch;
}

}  // namespace mlrun
