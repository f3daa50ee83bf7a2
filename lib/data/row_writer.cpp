#include "data/row_writer.h"

#include <algorithm>
#include <utility>

#include "core/text.h"

namespace mlrun {

void RowWriter::separate() {
  if (!first_) out_ += delimiter_;
  blank_ = false;
  first_ = false;
}

bool RowWriter::needs_quotes(std::string_view text) const {
  const bool special = std::any_of(text.begin(), text.end(), [this](char c) {
    return c == delimiter_ || c == '"' || c == '\n' || c == '\r';
  });
  // A reader drops a byte order mark from the start of a file.
  return special || trim(text).size() != text.size() || text.starts_with("\xEF\xBB\xBF");
}

void RowWriter::cell(std::string_view text) {
  const bool alone = first_;
  separate();
  blank_ = alone && text.empty();
  if (!needs_quotes(text)) {
    out_ += text;
    return;
  }
  out_ += '"';
  for (const char c : text) {
    if (c == '"') out_ += '"';
    out_ += c;
  }
  out_ += '"';
}

void RowWriter::cell(float value) {
  separate();
  append_number(out_, value);
}

void RowWriter::cell(double value) {
  separate();
  append_number(out_, value);
}

void RowWriter::end_row() {
  // One empty cell would read as an empty line.
  if (blank_) out_ += "\"\"";
  out_ += '\n';
  first_ = true;
  blank_ = false;
}

std::string RowWriter::take() { return std::exchange(out_, {}); }

}  // namespace mlrun
