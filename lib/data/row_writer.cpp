#include "data/row_writer.h"

#include <utility>

#include "core/text.h"

namespace mlrun {

void RowWriter::separate() {
  if (!first_) out_ += delimiter_;
  first_ = false;
}

void RowWriter::cell(std::string_view text) {
  separate();
  const bool plain = text.find_first_of("\"\r\n") == std::string_view::npos &&
                     text.find(delimiter_) == std::string_view::npos;
  if (plain) {
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
  out_ += '\n';
  first_ = true;
}

std::string RowWriter::take() { return std::exchange(out_, {}); }

}  // namespace mlrun
