#include "checkpoint/json_cursor.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void append_utf8(std::string& out, uint32_t code) {
  const auto add = [&out](uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | (code >> 6));
    add(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    add(0xE0 | (code >> 12));
    add(0x80 | ((code >> 6) & 0x3F));
    add(0x80 | (code & 0x3F));
  } else {
    add(0xF0 | (code >> 18));
    add(0x80 | ((code >> 12) & 0x3F));
    add(0x80 | ((code >> 6) & 0x3F));
    add(0x80 | (code & 0x3F));
  }
}

}  // namespace

void JsonCursor::fail(uint64_t place, const std::string& what) const {
  throw Error(ErrorKind::kModel, source_ + ": byte " + std::to_string(place) + ": " + what);
}

void JsonCursor::fail_token(const std::string& expected) {
  skip_blanks();
  if (at_ == text_.size()) {
    fail(place(), "expected " + expected + ", got the end of the header");
  }
  constexpr std::string_view kPunctuation = ",:[]{}\"";
  size_t end = at_ + 1;
  if (text_[at_] == '"') {
    end = std::min(text_.find('"', end), text_.size() - 1) + 1;
  } else if (kPunctuation.find(text_[at_]) == std::string_view::npos) {
    while (end < text_.size() && !is_blank(text_[end]) &&
           kPunctuation.find(text_[end]) == std::string_view::npos) {
      ++end;
    }
  }
  fail(place(), "expected " + expected + ", got " + quoted(text_.substr(at_, end - at_)));
}

void JsonCursor::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

uint64_t JsonCursor::place() {
  skip_blanks();
  return first_byte_ + at_;
}

bool JsonCursor::accept(char punctuation) {
  skip_blanks();
  if (at_ == text_.size() || text_[at_] != punctuation) return false;
  ++at_;
  return true;
}

void JsonCursor::expect(char punctuation) {
  if (!accept(punctuation)) fail_token(std::string("'") + punctuation + "'");
}

void JsonCursor::expect_end() {
  skip_blanks();
  if (at_ != text_.size()) fail_token("the end of the header");
}

std::string JsonCursor::string(std::string_view what) {
  const uint64_t start = place();
  if (!accept('"')) fail_token(std::string(what) + " in quotes");
  std::string result;
  while (true) {
    const size_t run = text_.find_first_of(std::string_view("\"\\"), at_);
    if (run == std::string_view::npos) fail(start, "a string without its closing quote");
    for (size_t i = at_; i < run; ++i) {
      if (static_cast<unsigned char>(text_[i]) < 0x20) {
        fail(first_byte_ + i, "a control character in a string");
      }
    }
    result.append(text_, at_, run - at_);
    at_ = run + 1;
    if (text_[run] == '"') return result;
    if (at_ < text_.size() && text_[at_] == 'u') {
      append_code_point(result);
    } else {
      result += escaped();
    }
  }
}

char JsonCursor::escaped() {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const size_t which = at_ < text_.size() ? kLetters.find(text_[at_]) : std::string_view::npos;
  if (which == std::string_view::npos) fail(first_byte_ + at_ - 1, "an unknown escape in a string");
  ++at_;
  return kMeanings[which];
}

uint32_t JsonCursor::hex4() {
  const std::string_view digits = text_.substr(at_ + 1, 4);
  uint32_t code = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, code, 16);
  if (digits.size() != 4 || error != std::errc() || stop != end) {
    fail(first_byte_ + at_ - 1, "\\u without four hexadecimal digits");
  }
  at_ += 5;
  return code;
}

void JsonCursor::append_code_point(std::string& out) {
  const uint64_t start = first_byte_ + at_ - 1;
  uint32_t code = hex4();
  if (code >= 0xD800 && code < 0xE000) {
    const bool pair = code < 0xDC00 && text_.substr(at_).starts_with("\\u");
    if (pair) ++at_;
    const uint32_t low = pair ? hex4() : 0;
    if (low < 0xDC00 || low >= 0xE000) fail(start, "half a surrogate pair");
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  append_utf8(out, code);
}

uint64_t JsonCursor::unsigned_integer(std::string_view what) {
  const std::string expected = std::string(what) + " as an unsigned integer";
  skip_blanks();
  const char* begin = text_.data() + at_;
  const char* end = text_.data() + text_.size();
  uint64_t value = 0;
  const auto [stop, error] = std::from_chars(begin, end, value);
  const bool leading_zero = error == std::errc() && *begin == '0' && stop != begin + 1;
  const bool fraction = stop != end && (*stop == '.' || *stop == 'e' || *stop == 'E');
  if (error != std::errc() || leading_zero || fraction) fail_token(expected);
  at_ += static_cast<size_t>(stop - begin);
  return value;
}

}  // namespace mlrun
