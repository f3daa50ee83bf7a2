#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mlrun {

// Walks over JSON text token by token, without a copy of what it passes. Every failure is an
// Error(kModel) that names the source and the byte of the file: `m.mlrun: byte 73: expected ...`.
class JsonCursor {
 public:
  // `first_byte` is the place of text[0] in the file. Requires valid UTF-8.
  JsonCursor(std::string_view text, uint64_t first_byte, const std::string& source)
      : text_(text), first_byte_(first_byte), source_(source) {}

  // The byte of the file at which the next token stands, and the byte after the last one taken.
  uint64_t place();
  uint64_t passed() const { return first_byte_ + at_; }
  bool accept(char punctuation);
  void expect(char punctuation);
  // A string with its escapes resolved. `what` names it in errors: "a tensor's name".
  std::string string(std::string_view what);
  // An integer of 0 to 2^64 - 1 without sign, fraction or exponent.
  uint64_t unsigned_integer(std::string_view what);
  // Nothing but blanks may follow.
  void expect_end();
  [[noreturn]] void fail(uint64_t place, const std::string& what) const;

 private:
  void skip_blanks();
  [[noreturn]] void fail_token(const std::string& expected);
  char escaped();
  uint32_t hex4();
  void append_code_point(std::string& out);

  std::string_view text_;
  uint64_t first_byte_;
  const std::string& source_;
  size_t at_ = 0;
};

}  // namespace mlrun
