#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MLRUN_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define MLRUN_SANITIZED
#endif
#endif

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

constexpr uint64_t repeated(unsigned char byte) { return 0x0101010101010101u * byte; }

// Up to 8 characters, right-aligned: the last one is the highest byte, what is before them is 0.
// Requires 1 <= count <= 8, and end - 8 in the page of the text's first byte: all 8 bytes are read,
// as they can be, whatever they belong to.
inline uint64_t word_before(const char* end, size_t count) {
  uint64_t word = 0;
#ifdef MLRUN_SANITIZED
  std::memcpy(reinterpret_cast<char*>(&word) + 8 - count, end - count, count);
#else
  std::memcpy(&word, end - 8, sizeof word);
#endif
  return word & ~uint64_t{0} << (8 * (8 - count));
}

// So many digits before `end` as a number: pairs, fours, eight at once. False when one is none.
inline bool join_digits(const char* end, size_t count, uint64_t& value) {
  const uint64_t zeros = repeated('0') & ~uint64_t{0} << (8 * (8 - count));
  uint64_t digits = word_before(end, count) ^ zeros;
  if ((((digits + repeated(0x76)) | digits) & repeated(0x80)) != 0) return false;
  digits = (digits * 10 + (digits >> 8)) & 0x00FF00FF00FF00FFu;
  digits = (digits * 100 + (digits >> 16)) & 0x0000FFFF0000FFFFu;
  value = (digits * 10000 + (digits >> 32)) & 0xFFFFFFFFu;
  return true;
}

// What most cells are: a minus or none, up to 8 digits, or up to 8 before and up to 7 behind a
// point. No step depends on how many digits stand where, as a branch on that is a coin toss for the
// processor. False for any other text, a number or not.
inline bool scan_short(std::string_view text, Parts& parts) {
  constexpr size_t kMost = 16;
  constexpr uintptr_t kPage = 4096;
  const size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
  const char* const first = text.data() + sign;
  const size_t size = text.size() - sign;
  if (size - 1 >= kMost || std::endian::native != std::endian::little ||
      reinterpret_cast<uintptr_t>(first) % kPage < kMost) {
    return false;
  }
  const char* const last = first + size;
  parts.negative = sign != 0;
  // The lowest byte that is 0 is found exactly; what is before the text is none.
  const uint64_t tail = word_before(last, size < 8 ? size : 8) ^ repeated('.');
  const uint64_t point = (tail - repeated(1)) & ~tail & repeated(0x80);
  if (point == 0) return size <= 8 && join_digits(last, size, parts.digits);
  const auto fraction = static_cast<size_t>(7 - std::countr_zero(point) / 8);
  const size_t whole = size - fraction - 1;
  uint64_t behind = 0;
  if (whole - 1 >= 8 || fraction == 0 || !join_digits(last - fraction - 1, whole, parts.digits) ||
      !join_digits(last, fraction, behind)) {
    return false;
  }
  constexpr std::array<uint64_t, 8> kTens = {1,      10,      100,       1000,
                                             10'000, 100'000, 1'000'000, 10'000'000};
  parts.digits = parts.digits * kTens[fraction] + behind;
  parts.exponent = -static_cast<int>(fraction);
  return true;
}

// False when the text is no such number or has more than 19 digits, leading zeros included.
inline bool scan(std::string_view text, Parts& parts) {
  if (scan_short(text, parts)) [[likely]] {
    return true;
  }
  parts = {};
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

// Signs of cells follow no pattern: no branch on them.
inline double with_sign(double value, bool negative) {
  const auto sign = uint64_t{negative ? 1U : 0U} << 63;
  return std::bit_cast<double>(std::bit_cast<uint64_t>(value) ^ sign);
}

// Rounded once if the digits are exact, else twice. Requires: |exponent| <= kMostExponent.
inline double scaled(const Parts& parts) {
  const auto digits = static_cast<double>(parts.digits);
  const double value = parts.exponent < 0 ? digits / kPowers[static_cast<size_t>(-parts.exponent)]
                                          : digits * kPowers[static_cast<size_t>(parts.exponent)];
  return with_sign(value, parts.negative);
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

// 10^-22 .. 10^22, each rounded once.
constexpr std::array<double, 2 * kMostExponent + 1> kScales = [] {
  std::array<double, 2 * kMostExponent + 1> scales{};
  for (size_t i = 0; i < kPowers.size(); ++i) {
    scales[kMostExponent + i] = kPowers[i];
    scales[kMostExponent - i] = 1 / kPowers[i];
  }
  return scales;
}();

// Less than three units off: the digits, the power and their product are rounded, which is 3/2^53
// together. A division would be nearer and takes three times as long.
// Requires: |exponent| <= kMostExponent.
inline double nearly_scaled(const Parts& parts) {
  const int scale = parts.exponent + kMostExponent;
  return with_sign(static_cast<double>(parts.digits) * kScales[static_cast<size_t>(scale)],
                   parts.negative);
}

// Through a double that is less than three units off: the float is the right one unless the double
// lies that near to the middle between two floats, which also are doubles. What a float cannot hold
// starts at 3.4e38; normal floats go down to 1.2e-38, below every 1e-22.
inline bool quick(std::string_view text, float& value) {
  constexpr uint64_t kBelow = (uint64_t{1} << 29) - 1;  // the bits that a float lacks
  constexpr uint64_t kMiddle = uint64_t{1} << 28;
  constexpr uint64_t kNear = 4;
  Parts parts;
  if (!scan(text, parts) || !has_power(parts)) return false;
  const double wide = nearly_scaled(parts);
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
