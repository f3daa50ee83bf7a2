#include "data/json_lines_reader.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "data/json_row.h"

namespace mlrun {
namespace {

class JsonLinesBlock final : public RowBlock {
 public:
  JsonLinesBlock(FoundRows lines, std::shared_ptr<const JsonColumns> columns)
      : lines_(std::move(lines)), columns_(std::move(columns)) {}

  size_t rows() const override { return lines_.spans.size(); }

  void split(size_t first, size_t count, RowBatch& into) const override {
    into.file = *lines_.file;
    JsonRowParser parser(*columns_);
    for (size_t row = first; row < first + count; ++row) {
      const RowSpan& span = lines_.spans[row];
      parser.parse(lines_.text(span), span.line, lines_.byte(span), into);
    }
  }

 private:
  FoundRows lines_;
  std::shared_ptr<const JsonColumns> columns_;
};

}  // namespace

JsonLinesReader::JsonLinesReader(const std::string& path, const ReadOptions& options, size_t piece)
    : JsonLinesReader(std::make_unique<ByteSource>(path, options.copy_of(path)), options, piece) {}

JsonLinesReader::JsonLinesReader(std::unique_ptr<ByteSource> source, const ReadOptions& options,
                                 size_t piece)
    : feed_(std::move(source), options, piece, LineCutter()) {
  feed_.drop_mark();
  find_columns();
  set_block_rows(options.block_rows);
}

// The line stays: it is the first row, too.
void JsonLinesReader::find_columns() {
  if (!feed_.fill(1)) feed_.fail_here("the file is empty: expected a JSON object");
  const RowSpan& span = feed_.first();
  const std::string_view line = feed_.text(span);
  const uint64_t byte = feed_.byte(span);
  columns_ = std::make_shared<const JsonColumns>(keys_of_object(line));
  RowBatch row;
  row.columns = columns_->size();
  JsonRowParser(*columns_).parse(line, span.line, byte, row);
  if (!row.faults.empty()) {
    const RowFault& fault = row.faults.front();
    const std::string column =
        fault.column ? "column " + mlrun::quoted(columns_->names()[*fault.column]) + ": " : "";
    feed_.fail(fault.line, fault.byte, column + fault.what);
  }
  if (columns_->size() == 0)
    feed_.fail(span.line, byte, "the first object has no keys: expected columns");
  if (columns_->size() > kColumnLimit) feed_.fail(span.line, byte, "more than 100,000 columns");
  for (const std::string& name : columns_->names()) {
    if (name.empty()) feed_.fail(span.line, byte, "a key is empty: expected the name of a column");
    if (name.find('\0') != std::string::npos) {
      feed_.fail(span.line, byte, "a NUL character in the key " + mlrun::quoted(name));
    }
  }
}

std::unique_ptr<RowBlock> JsonLinesReader::next() {
  if (!feed_.fill(block_rows_)) return nullptr;
  return std::make_unique<JsonLinesBlock>(feed_.take(), columns_);
}

}  // namespace mlrun
