#include "core/decimal.h"

#include <charconv>
#include <cmath>

#include "core/text.h"

namespace mlrun::decimal {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Below this the exponent is no longer added to: no text is long enough to bring it back.
constexpr int64_t kExponentLimit = 1'000'000'000;

int64_t written_exponent(const char* first, const char* last) {
  bool negative = false;
  if (first != last && (*first == '+' || *first == '-')) negative = *first++ == '-';
  int64_t value = 0;
  for (; first != last && value < kExponentLimit; ++first) value = value * 10 + (*first - '0');
  return negative ? -value : value;
}

// from_chars says "out of range" for both ends; the decimal exponent of the leading digit tells
// which, because both limits are far from 1.
bool is_tiny(const char* first, const char* last) {
  int64_t exponent = 0;
  bool after_point = false;
  bool leading = true;
  for (; first != last && (is_digit(*first) || *first == '.'); ++first) {
    if (*first == '.') {
      after_point = true;
    } else {
      if (*first != '0') leading = false;
      if (leading && after_point) --exponent;
      if (!leading && !after_point) ++exponent;
    }
  }
  if (first != last) exponent += written_exponent(first + 1, last);
  return exponent < 0;
}

template <class T>
std::optional<T> parse_any(std::string_view text) {
  const std::string_view bare = trim(text);
  T quickly = 0;
  if (bare.size() != text.size() && quick(bare, quickly)) return quickly;
  const char* first = bare.data();
  const char* last = first + bare.size();
  if (first == last) return std::nullopt;
  const bool negative = *first == '-';
  if (negative || *first == '+') ++first;
  // A digit here keeps out what from_chars would take: the words inf and nan, a second sign.
  if (first == last || !(is_digit(*first) || *first == '.')) return std::nullopt;
  T value = 0;
  const auto [end, status] = std::from_chars(first, last, value);
  if (end != last || status == std::errc::invalid_argument) return std::nullopt;
  if (status == std::errc::result_out_of_range) {
    if (!is_tiny(first, last)) return std::nullopt;
    value = 0;
  }
  if (std::isinf(value)) return std::nullopt;
  return negative ? -value : value;
}

}  // namespace

std::optional<double> parse_any_double(std::string_view text) { return parse_any<double>(text); }
std::optional<float> parse_any_float(std::string_view text) { return parse_any<float>(text); }

}  // namespace mlrun::decimal
