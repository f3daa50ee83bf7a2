#include "data/json_lines_reader.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "data/json_row.h"

namespace mlrun {
namespace {

constexpr size_t kColumnLimit = 100'000;

class JsonLinesBlock final : public RowBlock {
 public:
  JsonLinesBlock(std::shared_ptr<const std::string> file,
                 std::shared_ptr<const JsonColumns> columns, std::shared_ptr<const char[]> memory,
                 std::vector<RowSpan> spans, uint64_t offset)
      : file_(std::move(file)),
        columns_(std::move(columns)),
        memory_(std::move(memory)),
        spans_(std::move(spans)),
        offset_(offset) {}

  size_t rows() const override { return spans_.size(); }

  void split(size_t first, size_t count, RowBatch& into) const override {
    into.file = *file_;
    JsonRowParser parser(*columns_);
    for (size_t row = first; row < first + count; ++row) {
      const RowSpan& span = spans_[row];
      parser.parse({memory_.get() + span.begin, span.end - span.begin}, span.line,
                   offset_ + span.begin, into);
    }
  }

 private:
  std::shared_ptr<const std::string> file_;
  std::shared_ptr<const JsonColumns> columns_;
  std::shared_ptr<const char[]> memory_;
  std::vector<RowSpan> spans_;
  uint64_t offset_;
};

}  // namespace

JsonLinesReader::JsonLinesReader(const std::string& path, const ReadOptions& options, size_t piece)
    : JsonLinesReader(std::make_unique<ByteSource>(path, options.stdin_fd), options, piece) {}

JsonLinesReader::JsonLinesReader(std::unique_ptr<ByteSource> source, const ReadOptions& options,
                                 size_t piece)
    : source_(std::move(source)),
      options_(options),
      name_(std::make_shared<const std::string>(source_->name())),
      buffer_(piece) {
  drop_mark();
  find_columns();
  block_rows_ = block_rows_for(options, columns_->size());
}

void JsonLinesReader::fail(uint64_t line, uint64_t byte, const std::string& what) const {
  throw Error(ErrorKind::kData, *name_ + ":" + std::to_string(line) + ": " + what + " (byte " +
                                    std::to_string(byte) + ")");
}

void JsonLinesReader::drop_mark() {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  while (buffer_.text().size() < kMark.size() && buffer_.read(*source_)) {
  }
  if (buffer_.text().starts_with(kMark)) buffer_.drop(kMark.size());
}

// Finds lines until there are so many, or no more; with as_available, until there is one and none
// is at hand. False when there is none.
bool JsonLinesReader::fill(size_t rows) {
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

// The line stays: it is the first row, too.
void JsonLinesReader::find_columns() {
  if (!fill(1)) {
    fail(cutter_.line(), buffer_.offset() + cutter_.used(),
         "the file is empty: expected a JSON object");
  }
  const RowSpan& span = spans_.front();
  const std::string_view line = buffer_.text().substr(span.begin, span.end - span.begin);
  const uint64_t byte = buffer_.offset() + span.begin;
  columns_ = std::make_shared<const JsonColumns>(keys_of_object(line));
  RowBatch row;
  row.columns = columns_->size();
  JsonRowParser(*columns_).parse(line, span.line, byte, row);
  if (!row.faults.empty()) {
    const RowFault& fault = row.faults.front();
    const std::string column =
        fault.column ? "column " + mlrun::quoted(columns_->names()[*fault.column]) + ": " : "";
    fail(fault.line, fault.byte, column + fault.what);
  }
  if (columns_->size() == 0)
    fail(span.line, byte, "the first object has no keys: expected columns");
  if (columns_->size() > kColumnLimit) fail(span.line, byte, "more than 100,000 columns");
  for (const std::string& name : columns_->names()) {
    if (name.empty()) fail(span.line, byte, "a key is empty: expected the name of a column");
    if (name.find('\0') != std::string::npos) {
      fail(span.line, byte, "a NUL character in the key " + mlrun::quoted(name));
    }
  }
}

std::unique_ptr<RowBlock> JsonLinesReader::next() {
  if (!fill(block_rows_)) return nullptr;
  rows_ += spans_.size();
  const uint64_t offset = buffer_.offset();
  auto memory = buffer_.give(cutter_.used());
  cutter_.drop_used();
  return std::make_unique<JsonLinesBlock>(name_, columns_, std::move(memory),
                                          std::exchange(spans_, {}), offset);
}

ReadCounts JsonLinesReader::counts() const {
  return {source_->position_before(buffer_.ended() ? 0 : buffer_.text().size()), source_->size(),
          rows_, cutter_.empty_lines()};
}

}  // namespace mlrun
