#include "core/float_text.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace mlrun {
namespace {

constexpr int kMantissaBits = 23;
constexpr uint32_t kHidden = uint32_t{1} << kMantissaBits;

// What is written here: numbers between these, whose parts and powers of ten fit 64 bits exactly,
// and whose text has no exponent.
constexpr float kLeast = 1e-3F;
constexpr float kLimit = 1e7F;

// A positive number: digits / 10^fraction.
struct Decimal {
  uint32_t digits = 0;
  int fraction = 0;
};

// log10(2^power) and log10(3/4 * 2^power), rounded down.
constexpr int log10_of_2_to(int power) { return (power * 1262611) >> 22; }
constexpr int log10_of_3_4ths_of_2_to(int power) { return (power * 1262611 - 524031) >> 22; }

constexpr std::array<uint64_t, 12> kFives = {
    1, 5, 25, 125, 625, 3'125, 15'625, 78'125, 390'625, 1'953'125, 9'765'625, 48'828'125};

Decimal without_zeros(Decimal decimal) {
  while (decimal.digits % 10 == 0) {
    decimal.digits /= 10;
    --decimal.fraction;
  }
  return decimal;
}

// As by Raffaello Giulietti, The Schubfach way to render doubles (2020): among the texts of two
// lengths one is the shortest. What is read as this float lies between two middles; the interval is
// at least 10^-fraction wide and less than ten times that. So it holds at most one multiple of
// 10^(1-fraction), which is the shortest text if there is one (it may end in zeros), and at least
// one of 10^-fraction.
// Requires kLeast <= value < kLimit.
Decimal shortest(uint32_t bits) {
  const uint32_t mantissa = bits & (kHidden - 1);
  const uint64_t c = mantissa | kHidden;
  const int q = static_cast<int>(bits >> kMantissaBits) - 127 - kMantissaBits;  // -33 .. 0
  const uint64_t whole = c >> -q;
  if (whole << -q == c) return {static_cast<uint32_t>(whole), 0};
  const bool narrow = mantissa == 0;  // the float below a power of two is nearer
  const int fraction = -(narrow ? log10_of_3_4ths_of_2_to(q) : log10_of_2_to(q));
  // Everything in units in which it is whole: 1/4 * 2^q is 5^fraction of them, 10^-fraction is
  // 2^unit.
  const uint64_t fives = kFives[static_cast<size_t>(fraction)];
  const int unit = 2 - q - fraction;
  // To a tie the even float is read.
  const uint64_t lower = (4 * c - (narrow ? 1 : 2)) * fives + c % 2;
  const uint64_t middle = 4 * c * fives;
  const uint64_t upper = (4 * c + 2) * fives - c % 2;
  const uint64_t below = middle >> unit;
  const uint64_t tens = below / 10;
  const bool tens_below = lower <= 10 * tens << unit;
  const bool tens_above = (10 * tens + 10) << unit <= upper;
  const bool fits_below = lower <= below << unit;
  const bool fits_above = (below + 1) << unit <= upper;
  const uint64_t half = (2 * below + 1) << (unit - 1);
  const bool nearer_above = (middle > half) | ((middle == half) & (below % 2 != 0));
  // Which length it is follows no pattern: no branch on it.
  const uint64_t shorter = tens + (tens_above ? 1 : 0);
  const uint64_t longer = below + (fits_above & (nearer_above | !fits_below) ? 1 : 0);
  const bool is_shorter = tens_below | tens_above;
  return without_zeros(
      {static_cast<uint32_t>(is_shorter ? shorter : longer), is_shorter ? fraction - 1 : fraction});
}

// A number below 100,000,000 as eight characters, the first one lowest: fours, pairs, single digits
// at once.
uint64_t eight_characters(uint32_t number) {
  const uint64_t fours = number / 10'000 | uint64_t{number % 10'000} << 32;
  const uint64_t hundreds = (fours * 10'486 >> 20) & 0x0000007F'0000007Fu;
  const uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16;
  const uint64_t tens = (pairs * 103 >> 10) & 0x000F000F'000F000Fu;
  return (tens | (pairs - 10 * tens) << 8) + 0x30303030'30303030u;
}

constexpr std::array<uint32_t, 10> kTens = {
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

// Of a number above 0.
int count_digits(uint32_t number) {
  const auto low = static_cast<size_t>(std::bit_width(number) * 1233 >> 12);
  return static_cast<int>(low) + (number >= kTens[low] ? 1 : 0);
}

char* write_any(char* out, float value) { return std::to_chars(out, out + kFloatRoom, value).ptr; }

}  // namespace

char* write_float(char* out, float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  const uint32_t size = bits & 0x7FFFFFFFu;
  const auto magnitude = std::bit_cast<float>(size);
  if (!(magnitude >= kLeast && magnitude < kLimit) || std::endian::native != std::endian::little) {
    return write_any(out, value);
  }
  const Decimal decimal = shortest(size);
  // 1e+05 is shorter than 100000.
  if (decimal.fraction == 0 && decimal.digits >= 100'000) return write_any(out, value);
  *out = '-';
  out += bits >> 31;
  int width = count_digits(decimal.digits);
  int point = width - decimal.fraction;
  const bool has_point = decimal.fraction > 0 && point > 0;  // among the digits
  if (point <= 0) {
    std::string_view("0.00").copy(out, 4);
    out += 2 - point;
  }
  if (width == 9) {
    *out++ = static_cast<char>('0' + decimal.digits / 100'000'000);
    --width;
    --point;
  }
  const uint64_t characters = eight_characters(decimal.digits % 100'000'000) >> 8 * (8 - width);
  std::memcpy(out, &characters, sizeof characters);
  if (!has_point) return out + width;
  const uint64_t behind = characters >> 8 * point;
  out[point] = '.';
  std::memcpy(out + point + 1, &behind, sizeof behind);
  return out + width + 1;
}

}  // namespace mlrun
