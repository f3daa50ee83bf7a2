#include "data/csv_reader.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "data/delimiter.h"
#include "data/row_splitter.h"

namespace mlrun {
namespace {

constexpr size_t kColumnLimit = 100'000;

// What a file is by its first bytes when it is no UTF-8 text; empty when they do not tell.
std::string_view foreign_format(std::string_view head) {
  using namespace std::string_view_literals;
  constexpr std::pair<std::string_view, std::string_view> kMarks[] = {
      {"\xFF\xFE\0\0"sv, "UTF-32"}, {"\0\0\xFE\xFF"sv, "UTF-32"}, {"\xFF\xFE"sv, "UTF-16"},
      {"\xFE\xFF"sv, "UTF-16"},     {"PAR1\x15"sv, "Parquet"},    {"ARROW1"sv, "Arrow IPC"}};
  for (const auto& [mark, format] : kMarks) {
    if (head.starts_with(mark)) return format;
  }
  return {};
}

class CsvBlock final : public RowBlock {
 public:
  CsvBlock(std::shared_ptr<const std::string> file, std::shared_ptr<const char[]> memory,
           std::vector<RowSpan> spans, uint64_t offset, char delimiter)
      : file_(std::move(file)),
        memory_(std::move(memory)),
        spans_(std::move(spans)),
        offset_(offset),
        delimiter_(delimiter) {}

  size_t rows() const override { return spans_.size(); }

  void split(size_t first, size_t count, RowBatch& into) const override {
    RowSplitter splitter(delimiter_);
    into.file = *file_;
    for (size_t i = first; i < first + count; ++i) {
      const RowSpan& span = spans_[i];
      splitter.split({memory_.get() + span.begin, span.end - span.begin}, span.line,
                     offset_ + span.begin, into);
    }
  }

 private:
  std::shared_ptr<const std::string> file_;
  std::shared_ptr<const char[]> memory_;
  std::vector<RowSpan> spans_;
  uint64_t offset_;
  char delimiter_;
};

}  // namespace

CsvReader::CsvReader(const std::string& path, const ReadOptions& options, size_t piece)
    : CsvReader(std::make_unique<ByteSource>(path, options.stdin_fd), path, options, piece) {}

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, const std::string& path,
                     const ReadOptions& options, size_t piece)
    : source_(std::move(source)),
      options_(options),
      name_(std::make_shared<const std::string>(source_->name())),
      buffer_(piece) {
  check_start();
  delimiter_ = find_delimiter(path);
  cutter_ = RowCutter(delimiter_);
  read_header();
  block_rows_ = block_rows_for(options, header_.size());
  if (header_.size() == 1 && options.delimiter == 0) {
    const auto better = only_delimiter(header_.front());
    if (better) {
      remarks_.push_back(source_->name() + ": one column is read, but its name holds " +
                         delimiter_name(*better) + "; --delimiter sets what separates fields");
    }
  }
}

// Drops a UTF-8 byte order mark, refuses the marks of other encodings and formats.
void CsvReader::check_start() {
  constexpr size_t kLongestMark = 6;
  while (buffer_.text().size() < kLongestMark && buffer_.read(*source_)) {
  }
  const std::string_view format = foreign_format(buffer_.text());
  if (!format.empty()) {
    fail(1, 0, "the file is " + std::string(format) + "; expected UTF-8");
  }
  if (buffer_.text().starts_with("\xEF\xBB\xBF")) buffer_.drop(3);
}

char CsvReader::find_delimiter(const std::string& path) {
  if (options_.delimiter != 0) {
    check_delimiter(options_.delimiter);
    return options_.delimiter;
  }
  if (const char known = delimiter_by_name(path, options_.format); known != 0) return known;
  // The first line mostly tells, so that a slow pipe need not fill the whole look.
  constexpr size_t kLook = size_t{1} << 16;
  const auto look = [this] { return buffer_.text().substr(0, kLook); };
  const auto whole_line = [&look] { return first_line(look()).end() != look().end(); };
  while (look().size() < kLook && !whole_line() && buffer_.read(*source_)) {
  }
  auto found = only_delimiter(first_line(look()));
  if (!found) {
    while (look().size() < kLook && buffer_.read(*source_)) {
    }
    found = sniff_delimiter(look());
  }
  remarks_.push_back(source_->name() + ": fields are separated by " + delimiter_name(*found));
  return *found;
}

void CsvReader::fail(uint64_t line, uint64_t byte, const std::string& what) const {
  throw Error(ErrorKind::kData, source_->name() + ":" + std::to_string(line) + ": " + what +
                                    " (byte " + std::to_string(byte) + ")");
}

// Finds rows until there are so many, or no more; with as_available, until there is one and none
// is at hand. False when there is none.
bool CsvReader::fill(size_t rows) {
  for (;;) {
    cutter_.cut(buffer_.text(), buffer_.ended(), rows, spans_);
    if (cutter_.too_long()) {
      if (!spans_.empty()) return true;
      fail(cutter_.line(), buffer_.offset() + cutter_.used(), "a line of more than 64 MiB");
    }
    if (spans_.size() == rows || buffer_.ended()) return !spans_.empty();
    if (options_.as_available && !spans_.empty() && !source_->ready()) return true;
    buffer_.read(*source_);
  }
}

void CsvReader::read_header() {
  if (!fill(1)) {
    fail(cutter_.line(), buffer_.offset() + cutter_.used(),
         options_.header ? "the file is empty: expected a header line" : "the file is empty");
  }
  // As many columns as there may be at most; the row says how many there are.
  RowBatch row;
  row.file = *name_;
  const RowSpan& span = spans_.front();
  const std::string_view text = buffer_.text().substr(span.begin, span.end - span.begin);
  RowSplitter splitter(delimiter_);
  row.columns = splitter.count_fields(text);
  if (row.columns > kColumnLimit) {
    fail(span.line, buffer_.offset() + span.begin, "more than 100,000 columns");
  }
  splitter.split(text, span.line, buffer_.offset() + span.begin, row);
  if (!row.faults.empty()) {
    const RowFault& fault = row.faults.front();
    fail(fault.line, fault.byte,
         "column " + std::to_string(fault.column.value_or(0) + 1) + ": " + fault.what);
  }
  if (!options_.header) {
    for (size_t c = 1; c <= row.columns; ++c) header_.push_back("c" + std::to_string(c));
    return;
  }
  name_columns(row);
  spans_.clear();
  buffer_.drop(cutter_.used());
  cutter_.drop_used();
}

void CsvReader::name_columns(const RowBatch& row) {
  std::unordered_set<std::string_view> seen;
  for (size_t c = 0; c < row.columns; ++c) {
    const std::string_view name = row.content(0, c);
    if (name.empty()) {
      fail(row.lines[0], row.bytes[0],
           "column " + std::to_string(c + 1) +
               " has no name in the header; give it one, or --no-header if this line is a row");
    }
    if (!seen.insert(name).second) {
      fail(row.lines[0], row.bytes[0], "two columns are called " + mlrun::quoted(name));
    }
    header_.emplace_back(name);
  }
}

std::unique_ptr<RowBlock> CsvReader::next() {
  if (!fill(block_rows_)) return nullptr;
  rows_ += spans_.size();
  const uint64_t offset = buffer_.offset();
  auto memory = buffer_.give(cutter_.used());
  cutter_.drop_used();
  return std::make_unique<CsvBlock>(name_, std::move(memory), std::exchange(spans_, {}), offset,
                                    delimiter_);
}

ReadCounts CsvReader::counts() const {
  return {source_->position_before(buffer_.ended() ? 0 : buffer_.text().size()), source_->size(),
          rows_, cutter_.empty_lines()};
}

}  // namespace mlrun
