#include "data/json_plain.h"

#include <optional>

namespace mlrun {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Goes through one line; each member is false or empty where the line is not plain.
class PlainLine {
 public:
  explicit PlainLine(std::string_view line) : at_(line.data()), end_(at_ + line.size()) {}

  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }
  // Blanks, this byte, blanks.
  bool take(char byte) {
    skip_blanks();
    if (at_ == end_ || *at_ != byte) return false;
    ++at_;
    skip_blanks();
    return true;
  }
  bool at_end() const { return at_ == end_; }
  bool at_quote() const { return at_ != end_ && *at_ == '"'; }
  std::optional<std::string_view> string();
  bool value(std::string_view& text);

 private:
  size_t digits();
  bool number();
  bool word(std::string_view word);
  const char* at_;
  const char* end_;
};

std::optional<std::string_view> PlainLine::string() {
  constexpr std::ptrdiff_t kLongest = std::ptrdiff_t{1} << 20;
  if (!at_quote()) return std::nullopt;
  const char* const first = ++at_;
  while (at_ != end_ && *at_ != '"') {
    if (*at_ == '\\' || static_cast<unsigned char>(*at_) < 0x20) return std::nullopt;
    ++at_;
  }
  if (at_ == end_ || at_ - first > kLongest) return std::nullopt;
  return std::string_view(first, static_cast<size_t>(at_++ - first));
}

size_t PlainLine::digits() {
  const char* const first = at_;
  while (at_ != end_ && is_digit(*at_)) ++at_;
  return static_cast<size_t>(at_ - first);
}

// JSON's grammar. Longer ones, and those that no double might hold, are not plain.
bool PlainLine::number() {
  constexpr std::ptrdiff_t kLongest = 64;
  constexpr size_t kLongestExponent = 2;
  const char* const first = at_;
  if (at_ != end_ && *at_ == '-') ++at_;
  const bool zero = at_ != end_ && *at_ == '0';
  const size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (at_ != end_ && *at_ == '.') {
    ++at_;
    if (digits() == 0) return false;
  }
  if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    ++at_;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    const size_t exponent = digits();
    if (exponent == 0 || exponent > kLongestExponent) return false;
  }
  return at_ - first <= kLongest;
}

bool PlainLine::word(std::string_view word) {
  if (!std::string_view(at_, static_cast<size_t>(end_ - at_)).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

// What follows the value is a comma or a brace, which the caller holds it to.
bool PlainLine::value(std::string_view& text) {
  if (word("null")) return true;
  const char* const first = at_;
  if (!word("true") && !word("false") && !number()) return false;
  text = {first, static_cast<size_t>(at_ - first)};
  return true;
}

}  // namespace

bool take_plain_row(std::string_view text, const JsonColumns& columns, const JsonCells& into) {
  PlainLine line(text);
  if (!line.take('{')) return false;
  size_t expected = 0;
  do {
    const auto key = line.string();
    if (!key || !line.take(':')) return false;
    const auto column = columns.find(*key, expected);
    if (!column || into.row_of_key[*column] == into.row) return false;
    into.row_of_key[*column] = into.row;
    expected = *column + 1;
    if (line.at_quote()) {
      const auto string = line.string();
      if (!string) return false;
      into.cells[*column] = *string;
      into.quoted[*column] = 1;
    } else if (!line.value(into.cells[*column])) {
      return false;
    }
  } while (line.take(','));
  return line.take('}') && line.at_end();
}

}  // namespace mlrun
