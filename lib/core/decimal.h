#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mlrun {

// A decimal number as tables hold it: blanks around, sign (+ or -), digits, fraction, exponent.
// Correctly rounded, in every locale. Hex, thousands marks, underscores, words and out-of-range
// values give nullopt (1e-400 is 0).
std::optional<double> parse_double(std::string_view text);
std::optional<float> parse_float(std::string_view text);

// How it is done: inline, because a table reader parses every cell. Not for other callers.
namespace decimal {

// A text without blanks: (negative ? -1 : 1) * digits * 10^exponent.
struct Parts {
  uint64_t digits = 0;
  int exponent = 0;
  bool negative = false;
};

// 19 digits always fit 64 bits.
constexpr std::ptrdiff_t kMostDigits = 19;
// Powers of ten up to here are doubles without rounding, and so are integers up to 2^53: one
// operation on the two is rounded once (Clinger, How to read floating point numbers accurately).
constexpr int kMostExponent = 22;
constexpr uint64_t kMostExact = uint64_t{1} << 53;
constexpr std::array<double, kMostExponent + 1> kPowers = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// From and after the 'e': false when it is no exponent, or one of more than four digits.
inline bool scan_exponent(const char* at, const char* last, int& exponent) {
  if ((*at | 0x20) != 'e') return false;
  ++at;
  const bool negative = at != last && *at == '-';
  if (negative || (at != last && *at == '+')) ++at;
  if (at == last || last - at > 4) return false;
  int value = 0;
  for (; at != last; ++at) {
    const unsigned digit = static_cast<unsigned char>(*at) - unsigned{'0'};
    if (digit > 9) return false;
    value = value * 10 + static_cast<int>(digit);
  }
  exponent += negative ? -value : value;
  return true;
}

// False when the text is no such number or has more than 19 digits, leading zeros included.
inline bool scan(std::string_view text, Parts& parts) {
  const char* at = text.data();
  const char* const last = at + text.size();
  if (at == last) return false;
  parts.negative = *at == '-';
  if (parts.negative || *at == '+') ++at;
  const auto take_digits = [&] {
    const char* const first = at;
    for (; at != last; ++at) {
      const unsigned digit = static_cast<unsigned char>(*at) - unsigned{'0'};
      if (digit > 9) break;
      parts.digits = parts.digits * 10 + digit;
    }
    return at - first;
  };
  std::ptrdiff_t count = take_digits();
  if (at != last && *at == '.') {
    ++at;
    const std::ptrdiff_t fraction = take_digits();
    count += fraction;
    parts.exponent = -static_cast<int>(fraction);
  }
  if (count == 0 || count > kMostDigits) return false;
  return at == last || scan_exponent(at, last, parts.exponent);
}

// Rounded once if the digits are exact, else twice. Requires: |exponent| <= kMostExponent.
inline double scaled(const Parts& parts) {
  const auto digits = static_cast<double>(parts.digits);
  const double value = parts.exponent < 0 ? digits / kPowers[static_cast<size_t>(-parts.exponent)]
                                          : digits * kPowers[static_cast<size_t>(parts.exponent)];
  // Signs of cells follow no pattern: no branch on them.
  const auto sign = uint64_t{parts.negative ? 1U : 0U} << 63;
  return std::bit_cast<double>(std::bit_cast<uint64_t>(value) ^ sign);
}

inline bool has_power(const Parts& parts) {
  return parts.exponent >= -kMostExponent && parts.exponent <= kMostExponent;
}

inline bool quick(std::string_view text, double& value) {
  Parts parts;
  if (!scan(text, parts) || parts.digits > kMostExact || !has_power(parts)) return false;
  value = scaled(parts);
  return true;
}

// Through a double that is at most two units off (two roundings): the float is the right one
// unless the double lies that near to the middle between two floats, which also are doubles. What
// a float cannot hold starts at 3.4e38; normal floats go down to 1.2e-38, below every 1e-22.
inline bool quick(std::string_view text, float& value) {
  constexpr uint64_t kBelow = (uint64_t{1} << 29) - 1;  // the bits that a float lacks
  constexpr uint64_t kMiddle = uint64_t{1} << 28;
  constexpr uint64_t kNear = 4;
  Parts parts;
  if (!scan(text, parts) || !has_power(parts)) return false;
  const double wide = scaled(parts);
  const uint64_t below = std::bit_cast<uint64_t>(wide) & kBelow;
  if (below - (kMiddle - kNear) <= 2 * kNear) return false;
  if (wide > 3e38 || wide < -3e38) return false;
  value = static_cast<float>(wide);
  return true;
}

// Every text, by std::from_chars.
std::optional<double> parse_any_double(std::string_view text);
std::optional<float> parse_any_float(std::string_view text);

}  // namespace decimal

inline std::optional<double> parse_double(std::string_view text) {
  double value = 0;
  if (decimal::quick(text, value)) return value;
  return decimal::parse_any_double(text);
}

inline std::optional<float> parse_float(std::string_view text) {
  float value = 0;
  if (decimal::quick(text, value)) return value;
  return decimal::parse_any_float(text);
}

}  // namespace mlrun
