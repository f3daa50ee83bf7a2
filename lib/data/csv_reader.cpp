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
  CsvBlock(FoundRows rows, char delimiter) : rows_(std::move(rows)), delimiter_(delimiter) {}

  size_t rows() const override { return rows_.spans.size(); }

  void split(size_t first, size_t count, RowBatch& into) const override {
    RowSplitter splitter(delimiter_);
    into.file = *rows_.file;
    const size_t before = into.rows();
    into.grow(count);
    for (size_t i = 0; i < count; ++i) {
      const RowSpan& span = rows_.spans[first + i];
      splitter.split_at(before + i, rows_.text(span), span.line, rows_.byte(span), into);
    }
  }

 private:
  FoundRows rows_;
  char delimiter_;
};

}  // namespace

CsvReader::CsvReader(const std::string& path, const ReadOptions& options, size_t piece)
    : CsvReader(std::make_unique<ByteSource>(path, options.copy_of(path)), path, options, piece) {}

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, const std::string& path,
                     const ReadOptions& options, size_t piece)
    : feed_(std::move(source), options, piece, RowCutter(',')), options_(options) {
  check_start();
  delimiter_ = find_delimiter(path);
  feed_.cut_by(RowCutter(delimiter_));
  read_header();
  set_block_rows(options.block_rows);
  if (options.delimiter == 0) remark_on_delimiter(path);
}

void CsvReader::remark_on_delimiter(const std::string& path) {
  const bool found = delimiter_by_name(path, options_.format) == 0;
  if (header_.size() > 1) {
    if (found) say("fields are separated by " + delimiter_name(delimiter_));
    return;
  }
  auto better = only_delimiter(header_.front());
  // A name may hold blanks; where nothing says that it is CSV they are worth a word.
  if (!better && found && header_.front().find(' ') != std::string::npos) better = ' ';
  if (better) {
    say("one column is read, but its name holds " + delimiter_name(*better) +
        "; --delimiter sets what separates fields");
  } else if (found) {
    say("one column is read");
  }
}

void CsvReader::say(const std::string& remark) {
  remarks_.push_back(*feed_.name() + ": " + remark);
}

// Drops a UTF-8 byte order mark, refuses the marks of other encodings and formats.
void CsvReader::check_start() {
  constexpr size_t kLongestMark = 6;
  while (feed_.text().size() < kLongestMark && feed_.read()) {
  }
  const std::string_view format = foreign_format(feed_.text());
  if (!format.empty()) {
    feed_.fail(1, 0, "the file is " + std::string(format) + "; expected UTF-8");
  }
  feed_.drop_mark();
}

char CsvReader::find_delimiter(const std::string& path) {
  if (options_.delimiter != 0) {
    check_delimiter(options_.delimiter);
    return options_.delimiter;
  }
  if (const char known = delimiter_by_name(path, options_.format); known != 0) return known;
  // The first line mostly tells, so that a slow pipe need not fill the whole look.
  constexpr size_t kLook = size_t{1} << 16;
  const auto look = [this] { return feed_.text().substr(0, kLook); };
  const auto whole_line = [&look] { return first_line(look()).end() != look().end(); };
  while (look().size() < kLook && !whole_line() && feed_.read()) {
  }
  auto found = only_delimiter(first_line(look()));
  if (!found) {
    while (look().size() < kLook && feed_.read()) {
    }
    found = sniff_delimiter(look());
  }
  return *found;
}

void CsvReader::read_header() {
  if (!feed_.fill(1)) {
    feed_.fail_here(options_.header ? "the file is empty: expected a header line"
                                    : "the file is empty");
  }
  // As many columns as there may be at most; the row says how many there are.
  RowBatch row;
  row.file = *feed_.name();
  const RowSpan& span = feed_.first();
  const std::string_view text = feed_.text(span);
  const uint64_t byte = feed_.byte(span);
  RowSplitter splitter(delimiter_);
  row.columns = splitter.count_fields(text);
  if (row.columns > kColumnLimit) feed_.fail(span.line, byte, "more than 100,000 columns");
  splitter.split(text, span.line, byte, row);
  if (!row.faults.empty()) {
    const RowFault& fault = row.faults.front();
    feed_.fail(fault.line, fault.byte,
               "column " + std::to_string(fault.column.value_or(0) + 1) + ": " + fault.what);
  }
  if (!options_.header) {
    for (size_t c = 1; c <= row.columns; ++c) header_.push_back("c" + std::to_string(c));
    return;
  }
  name_columns(row);
  feed_.drop_rows();
}

void CsvReader::name_columns(const RowBatch& row) {
  std::unordered_set<std::string_view> seen;
  for (size_t c = 0; c < row.columns; ++c) {
    const std::string_view name = row.content(0, c);
    if (name.empty()) {
      feed_.fail(
          row.lines[0], row.bytes[0],
          "column " + std::to_string(c + 1) +
              " has no name in the header; give it one, or --no-header if this line is a row");
    }
    if (!seen.insert(name).second) {
      feed_.fail(row.lines[0], row.bytes[0], "two columns are called " + mlrun::quoted(name));
    }
    header_.emplace_back(name);
  }
}

std::unique_ptr<RowBlock> CsvReader::next() {
  if (!feed_.fill(block_rows_)) return nullptr;
  return std::make_unique<CsvBlock>(feed_.take(), delimiter_);
}

}  // namespace mlrun
