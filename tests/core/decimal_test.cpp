#include "core/decimal.h"

#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string>

#include "core/guarded_page.h"
#include "core/random.h"

namespace mlrun {
namespace {

using namespace std::string_literals;

template <class T>
auto bits(T value) {
  if constexpr (sizeof(T) == sizeof(uint64_t)) {
    return std::bit_cast<uint64_t>(value);
  } else {
    return std::bit_cast<uint32_t>(value);
  }
}

template <class T>
bool same(std::optional<T> a, std::optional<T> b) {
  return a.has_value() == b.has_value() && (!a || bits(*a) == bits(*b));
}

// Both types agree with the way that takes every text.
bool agrees(const std::string& text) {
  return same(parse_double(text), decimal::parse_any_double(text)) &&
         same(parse_float(text), decimal::parse_any_float(text));
}

// A text of the standard library's own grammar: what std::from_chars says itself.
template <class T>
bool matches_library(const std::string& text, std::optional<T> got) {
  T expected = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), expected);
  if (status == std::errc::result_out_of_range) return !got || *got == 0;
  return status == std::errc() && end == text.data() + text.size() && got &&
         bits(*got) == bits(expected);
}

std::string some_digits(Random& random, uint64_t most) {
  std::string text;
  const bool zeros = random.below(8) == 0;
  for (uint64_t n = random.below(most + 1); n > 0; --n) {
    text += zeros && text.size() < 6 ? '0' : static_cast<char>('0' + random.below(10));
  }
  return text;
}

// sign digits . digits e sign digits, every part now and then absent; not always a number.
std::string some_number(Random& random) {
  std::string text = random.below(3) == 0 ? "-" : "";
  text += some_digits(random, random.below(4) == 0 ? 22 : 6);
  if (random.below(4) != 0) text += '.' + some_digits(random, random.below(4) == 0 ? 22 : 8);
  if (random.below(4) == 0) {
    constexpr const char* kMarks[] = {"e", "E", "e-", "e+", "E-"};
    text += kMarks[random.below(5)];
    text += some_digits(random, random.below(6) == 0 ? 5 : 2);
  }
  return text;
}

std::string printed(const char* format, double value) {
  char text[400];
  return {text, static_cast<size_t>(std::snprintf(text, sizeof text, format, value))};
}

// A float between 1e-20 and 1e20.
float some_float(Random& random) {
  const auto exponent = 127 - 64 + static_cast<uint32_t>(random.below(128));
  return std::bit_cast<float>(exponent << 23 | static_cast<uint32_t>(random.below(1u << 23)));
}

}  // namespace

TEST_CASE("a million random texts give what from_chars gives, bit for bit") {
  Random random(7, "decimal texts");
  int differing = 0;
  int numbers = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const std::string text = some_number(random);
    const auto value = parse_double(text);
    const bool good =
        agrees(text) &&
        (!value || (matches_library(text, value) && matches_library(text, parse_float(text))));
    if (!good && ++differing < 10) UNSCOPED_INFO(text);
    numbers += value ? 1 : 0;
  }
  CHECK(differing == 0);
  CHECK(numbers > 800'000);
}

TEST_CASE("texts on and beside the middle between two floats are rounded once") {
  Random random(7, "decimal middles");
  int differing = 0;
  for (int i = 0; i < 50'000; ++i) {
    const float low = some_float(random);
    const double middle = (double{low} + double{std::nextafter(low, 1e30F)}) / 2;
    for (const int step : {-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5}) {
      const double beside = std::bit_cast<double>(bits(middle) + static_cast<uint64_t>(step));
      for (const char* format : {"%.16e", "%.17g", "%.18e", "%.15g", "%.120g"}) {
        const std::string text = printed(format, beside);
        if (!agrees(text) && ++differing < 10) UNSCOPED_INFO(text);
      }
    }
  }
  CHECK(differing == 0);
}

TEST_CASE("texts with a byte too many, too few or another one are refused alike") {
  Random random(7, "decimal damage");
  const std::string bytes = "0123456789+-.eE \t\nxXnNaAiIfF,_\0\xC2\xA0"s;
  int differing = 0;
  for (int i = 0; i < 300'000; ++i) {
    std::string text = some_number(random);
    const size_t at = random.below(text.size() + 1);
    const char byte = bytes[random.below(bytes.size())];
    if (random.below(3) == 0 || at == text.size()) {
      text.insert(at, 1, byte);
    } else if (random.below(2) == 0) {
      text.erase(at, 1);
    } else {
      text[at] = byte;
    }
    if (!agrees(text) && ++differing < 10) UNSCOPED_INFO(text);
  }
  CHECK(differing == 0);
}

TEST_CASE("nothing around a text counts, and no page but its own is read") {
  test::GuardedPage page;
  for (const std::string text : {"1", "-2", "3.5", "-.5", "5.", ".", "-", "12345678.1234567",
                                 "-1234567890123456", "1.2.3", "12345678901234.5e3"}) {
    const auto expected = decimal::parse_any_float(text);
    for (size_t offset = 0; offset <= 20; ++offset) {
      CAPTURE(text, offset);
      CHECK(same(parse_float(page.from_first(text, offset)), expected));
      CHECK(same(parse_float(page.to_last(text, offset)), expected));
    }
  }
}

TEST_CASE("a point where it may stand, and where it may not") {
  for (size_t size = 1; size <= 18; ++size) {
    const std::string digits = std::string("123456789012345678").substr(0, size);
    for (size_t at = 0; at <= size; ++at) {
      const std::string text = digits.substr(0, at) + "." + digits.substr(at);
      CAPTURE(text);
      CHECK(matches_library(text, parse_float(text)));
      CHECK(matches_library(text, parse_double(text)));
      CHECK(matches_library("-" + text, parse_float("-" + text)));
      CHECK_FALSE(parse_float(text + "."));
      CHECK_FALSE(parse_float("." + text));
    }
  }
}

TEST_CASE("the ends of what goes quickly") {
  for (const char* text : {"9007199254740992",
                           "9007199254740993",
                           "9007199254740993e22",
                           "9999999999999999999",
                           "9999999999999999999e22",
                           "9999999999999999999e23",
                           "99999999999999999999",
                           "00000000000000000001",
                           "340282346638528859e21",
                           "3402823669209384634e20",
                           "3402823566e29",
                           "1e22",
                           "1e-22",
                           "1e23",
                           "1e-23",
                           "1e9999",
                           "1e-9999",
                           "1e10000",
                           "0e9999",
                           "-0",
                           "-0.0e5",
                           "16777217",
                           "16777219"}) {
    INFO(text);
    CHECK(matches_library(text, parse_double(text)));
    CHECK(matches_library(text, parse_float(text)));
  }
  CHECK(std::signbit(*parse_float("-0.00")));
  CHECK_FALSE(std::signbit(*parse_float("+0")));
  CHECK(parse_float("-132.10486") == -132.10486F);
  CHECK(parse_double(" \t+132.10486 ") == 132.10486);
  CHECK_FALSE(parse_float("9999999999999999999e22"));
}

}  // namespace mlrun
