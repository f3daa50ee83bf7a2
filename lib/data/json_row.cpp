#include "data/json_row.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "core/counting_iterator.h"
#include "core/text.h"
#include "data/json_fault.h"
#include "data/json_plain.h"

namespace mlrun {
namespace {

bool in_number(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// Puts the events of one line into the cells of its row.
class RowEvents {
 public:
  RowEvents(std::string_view line, const JsonColumns& columns, RowBatch& into,
            std::vector<uint64_t>& row_of_key, uint64_t row)
      : line_(line),
        columns_(columns),
        into_(into),
        base_(into.cells.size() - columns.size()),
        row_of_key_(row_of_key),
        row_(row) {}

  // False when the row has a fault.
  bool parse();
  JsonFault& fault() { return fault_; }
  std::optional<size_t> fault_column() const { return fault_column_; }

  bool null() { return put({}, 0, "null"); }
  bool boolean(bool value) { return put(value ? "true" : "false", 0, value ? "true" : "false"); }
  bool number_integer(int64_t) { return number(); }
  bool number_unsigned(uint64_t) { return number(); }
  bool number_float(double, const std::string&) { return number(); }
  bool string(const std::string& value);
  template <class Bytes>
  bool binary(const Bytes&) {
    return false;
  }
  bool start_object(size_t);
  bool start_array(size_t) { return refuse_value("an array"); }
  bool end_object() { return true; }
  bool end_array() { return true; }
  bool key(const std::string& name);
  bool parse_error(size_t read, const std::string&, const nlohmann::detail::exception& error);

 private:
  size_t position() const { return read_; }
  bool put(std::string_view text, uint8_t quoted, std::string_view kind);
  bool number();
  std::string_view number_text() const;
  bool refuse(size_t at, std::string what);
  bool refuse_value(std::string_view kind);

  std::string_view line_;
  size_t read_ = 0;  // behind the last byte that the parser took
  const JsonColumns& columns_;
  RowBatch& into_;
  size_t base_;  // of the row's cells
  std::vector<uint64_t>& row_of_key_;
  uint64_t row_;
  bool open_ = false;             // inside the object
  std::optional<size_t> column_;  // whose value comes next
  size_t expected_ = 0;           // column of the next key if the order is that of the columns
  std::optional<size_t> fault_column_;
  JsonFault fault_;
};

bool RowEvents::refuse(size_t at, std::string what) {
  fault_ = {at, std::move(what)};
  fault_column_ = column_;
  return false;
}

bool RowEvents::refuse_value(std::string_view kind) {
  const size_t end = position();
  const bool single = kind != "an array" && kind != "an object";
  // The parser has read the byte behind a number, too, unless the line ends there.
  return refuse(
      single ? line_.find_first_not_of(" \t\r") : end - 1,
      (open_ ? "expected a value, got " : "expected an object, got ") + std::string(kind));
}

bool RowEvents::start_object(size_t) {
  if (open_) return refuse_value("an object");
  open_ = true;
  return true;
}

bool RowEvents::key(const std::string& name) {
  const auto found = columns_.find(name, expected_);
  column_ = std::nullopt;
  if (!found) {
    return refuse(token_start(line_, position()),
                  "the first object of the file has no key " + mlrun::quoted(name));
  }
  column_ = found;
  if (row_of_key_[*found] == row_) {
    return refuse(token_start(line_, position()), "this key stands twice");
  }
  row_of_key_[*found] = row_;
  expected_ = *found + 1;
  return true;
}

bool RowEvents::put(std::string_view text, uint8_t quoted, std::string_view kind) {
  if (!open_) return refuse_value(kind);
  into_.cells[base_ + *column_] = text;
  into_.quoted[base_ + *column_] = quoted;
  column_ = std::nullopt;
  return true;
}

bool RowEvents::string(const std::string& value) {
  if (!open_) return refuse_value("a string");
  const size_t close = position() - 1;
  if (value.size() > JsonRowParser::kTextLimit) {
    return refuse(token_start(line_, close + 1), "a text of more than 16 MiB");
  }
  if (value.find('\0') != std::string::npos) {
    return refuse(token_start(line_, close + 1), "a NUL character (\\u0000)");
  }
  // Without an escape the text stands in the line as it is, and the view may point there.
  const std::string_view before = line_.substr(0, close);
  if (before.ends_with(value)) return put(before.substr(close - value.size()), 1, "");
  return put(into_.arena.keep(value), 1, "");
}

// The events give an integer without its digits ("-0") and a fraction with the locale's point.
std::string_view RowEvents::number_text() const {
  size_t end = position();
  if (end > 0 && !in_number(line_[end - 1])) --end;
  size_t begin = end;
  while (begin > 0 && in_number(line_[begin - 1])) --begin;
  return line_.substr(begin, end - begin);
}

bool RowEvents::number() {
  if (!open_) return refuse_value("a number");
  return put(number_text(), 0, "");
}

bool RowEvents::parse_error(size_t read, const std::string&,
                            const nlohmann::detail::exception& error) {
  constexpr int kOverflow = 406;
  if (error.id == kOverflow) {
    const std::string_view text = number_text();
    return refuse(static_cast<size_t>(text.data() - line_.data()),
                  "expected a finite number, got " + mlrun::quoted(text));
  }
  JsonFault fault = syntax_fault(line_, read, error.what());
  // The parser says "a value" for what the line is to hold as well.
  constexpr std::string_view kValue = "expected a value, ";
  if (!open_ && fault.what.starts_with(kValue)) {
    fault.what.replace(0, kValue.size(), "expected an object, ");
  }
  return refuse(fault.at, std::move(fault.what));
}

bool RowEvents::parse() {
  return nlohmann::json::sax_parse(CountingIterator(line_, 0, read_),
                                   CountingIterator(line_, line_.size(), read_), this);
}

}  // namespace

JsonRowParser::JsonRowParser(const JsonColumns& columns)
    : columns_(columns), row_of_key_(columns.size(), 0) {}

void JsonRowParser::parse(std::string_view line, uint64_t number, uint64_t byte, RowBatch& into) {
  const size_t base = into.cells.size();
  into.cells.resize(base + columns_.size());
  into.quoted.resize(base + columns_.size());
  into.lines.push_back(number);
  into.bytes.push_back(byte);
  into.texts.push_back(line);
  const JsonCells row{std::span(into.cells).subspan(base), std::span(into.quoted).subspan(base),
                      row_of_key_, ++row_};
  JsonFault fault = byte_fault(line);
  std::optional<size_t> column;
  if (fault.at == std::string_view::npos) {
    if (take_plain_row(line, columns_, row)) return;
    RowEvents events(line, columns_, into, row_of_key_, ++row_);
    if (events.parse()) return;
    fault = std::move(events.fault());
    column = events.fault_column();
  }
  std::fill(row.cells.begin(), row.cells.end(), std::string_view{});
  std::fill(row.quoted.begin(), row.quoted.end(), uint8_t{0});
  RowFault told;
  told.row = into.rows() - 1;
  told.byte = byte + fault.at;
  told.exact = true;
  told.line = number;
  told.column = column;
  told.what = std::move(fault.what);
  into.faults.push_back(std::move(told));
}

}  // namespace mlrun
