#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "core/over_read.h"

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

#ifdef __SSE2__

constexpr size_t kShort = 16;

// All bits of the last so many of 16 bytes.
inline __m128i last_bytes(size_t count) {
  alignas(64) static constexpr std::array<uint8_t, 2 * kShort> kBytes = [] {
    std::array<uint8_t, 2 * kShort> bytes{};
    for (size_t i = kShort; i < bytes.size(); ++i) bytes[i] = 0xFF;
    return bytes;
  }();
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(kBytes.data() + count));
}

// The digits in 16 bytes as a number, bytes that are 0 before them: pairs, fours, eights, both at
// once.
inline uint64_t join_digits(__m128i digits) {
  // Of two bytes a, b: a * 2561 + b * 256 = (10 a + b) * 256 + a, and its high byte.
  const __m128i pairs = _mm_srli_epi16(_mm_mullo_epi16(digits, _mm_set1_epi16(10 * 256 + 1)), 8);
  const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
  const __m128i packed = _mm_packs_epi32(fours, fours);
  const __m128i eights = _mm_madd_epi16(packed, _mm_set1_epi32(1 << 16 | 10'000));
  const auto both = static_cast<uint64_t>(_mm_cvtsi128_si64(eights));
  return (both & 0xFFFFFFFFu) * 100'000'000 + (both >> 32);
}

// The last `size` <= 16 bytes before `last`, anything before them.
inline __m128i bytes_before(const char* last, size_t size) {
  if (in_one_page(last - kShort, kShort)) [[likely]] {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(last - kShort));
  }
  std::array<char, kShort> bytes{};
  std::memcpy(bytes.data() + kShort - size, last - size, size);
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data()));
}

// What most cells are: a minus or none, digits with a point among them or none, 16 characters at
// most. No step depends on how many digits stand where, as a branch on that is a coin toss for the
// processor. False for any other text, a number or not.
inline bool scan_short(std::string_view text, Parts& parts) {
  const size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
  const size_t size = text.size() - sign;
  const char* const last = text.data() + text.size();
  if (size - 1 >= kShort) return false;
  const __m128i bytes = bytes_before(last, size);
  // What is before the text is no point.
  const __m128i at_points =
      _mm_and_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.')), last_bytes(size));
  const auto points = static_cast<unsigned>(_mm_movemask_epi8(at_points));
  const bool whole = points == 0;
  const size_t fraction = whole ? 0 : kShort - 1 - static_cast<size_t>(std::countr_zero(points));
  const size_t count = size - (whole ? 0 : 1);
  // What is before the point moves over it; a second one is no digit.
  const __m128i behind = last_bytes(whole ? kShort : fraction);
  const __m128i before = _mm_andnot_si128(behind, _mm_slli_si128(bytes, 1));
  const __m128i closed = _mm_or_si128(_mm_and_si128(behind, bytes), before);
  const __m128i digits = _mm_and_si128(_mm_sub_epi8(closed, _mm_set1_epi8('0')), last_bytes(count));
  const __m128i above = _mm_subs_epu8(digits, _mm_set1_epi8(9));
  if (_mm_movemask_epi8(_mm_cmpeq_epi8(above, _mm_setzero_si128())) != 0xFFFF || count == 0) {
    return false;
  }
  parts.negative = sign != 0;
  parts.digits = join_digits(digits);
  parts.exponent = -static_cast<int>(fraction);
  return true;
}

#else

inline bool scan_short(std::string_view, Parts&) { return false; }

#endif

// False when the text is no such number or has more than 19 digits, leading zeros included.
inline bool scan_any(std::string_view text, Parts& parts) {
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

inline bool scan(std::string_view text, Parts& parts) {
  return scan_short(text, parts) || scan_any(text, parts);
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
inline double nearly_scaled(double digits, const Parts& parts) {
  const int scale = parts.exponent + kMostExponent;
  return with_sign(digits * kScales[static_cast<size_t>(scale)], parts.negative);
}

// The float of a number by a double that is less than three units off: the right one unless the
// double lies that near to the middle between two floats, which also are doubles; false then.
// Requires a normal float or 0.
inline bool narrow(double wide, float& value) {
  constexpr uint64_t kBelow = (uint64_t{1} << 29) - 1;  // the bits that a float lacks
  constexpr uint64_t kMiddle = uint64_t{1} << 28;
  constexpr uint64_t kNear = 4;
  const uint64_t below = std::bit_cast<uint64_t>(wide) & kBelow;
  value = static_cast<float>(wide);
  return below - (kMiddle - kNear) > 2 * kNear;
}

// What a float cannot hold starts at 3.4e38; normal floats go down to 1.2e-38, below every 1e-22.
inline bool quick(std::string_view text, float& value) {
  Parts parts;
  if (scan_short(text, parts)) [[likely]] {
    // Signed, as 16 digits can be: that is one step of the processor.
    const auto digits = static_cast<int64_t>(parts.digits);
    return narrow(nearly_scaled(static_cast<double>(digits), parts), value);
  }
  if (!scan_any(text, parts) || !has_power(parts)) return false;
  const double wide = nearly_scaled(static_cast<double>(parts.digits), parts);
  return wide <= 3e38 && wide >= -3e38 && narrow(wide, value);
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
