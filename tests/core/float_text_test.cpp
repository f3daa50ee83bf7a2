#include "core/float_text.h"

#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <limits>
#include <string>

#include "core/random.h"

namespace mlrun {
namespace {

std::string written(float value) {
  char text[kFloatRoom];
  return {text, write_float(text, value)};
}

std::string by_library(float value) {
  char text[kFloatRoom];
  return {text, std::to_chars(text, text + kFloatRoom, value).ptr};
}

// How many of them differ from the library's text, with either sign; the first few are shown.
class Comparison {
 public:
  void look(float value) {
    for (const float x : {value, -value}) {
      if (written(x) != by_library(x) && ++differing_ < 10) UNSCOPED_INFO(by_library(x));
    }
  }
  int differing() const { return differing_; }

 private:
  int differing_ = 0;
};

}  // namespace

TEST_CASE("a float is written with the fewest digits that give it back") {
  CHECK(written(0.1F) == "0.1");
  CHECK(written(-0.3F) == "-0.3");
  CHECK(written(1.0F / 3) == "0.33333334");
  CHECK(written(2.0F / 3) == "0.6666667");
  CHECK(written(3.14159274F) == "3.1415927");
  CHECK(written(123.456F) == "123.456");
  CHECK(written(8388607.5F) == "8388607.5");
  CHECK(written(0.00123456F) == "0.00123456");
  CHECK(written(1.00000012F) == "1.0000001");
}

TEST_CASE("whole numbers, powers and what an exponent makes shorter") {
  CHECK(written(0) == "0");
  CHECK(written(-0.0F) == "-0");
  CHECK(written(1) == "1");
  CHECK(written(-1024) == "-1024");
  CHECK(written(99999) == "99999");
  CHECK(written(100000) == "1e+05");
  CHECK(written(100001) == "100001");
  CHECK(written(16777216) == "16777216");
  CHECK(written(0.001F) == "0.001");
  CHECK(written(0.0001F) == "1e-04");
  CHECK(written(0.00012F) == "0.00012");
  CHECK(written(std::numeric_limits<float>::max()) == "3.4028235e+38");
  CHECK(written(std::numeric_limits<float>::denorm_min()) == "1e-45");
  CHECK(written(-std::numeric_limits<float>::infinity()) == "-inf");
}

TEST_CASE("every float is written as the library writes it") {
  Comparison all;
  // Of each power of two the ends, where the floats around are not alike far apart.
  for (uint32_t exponent = 0; exponent < 255; ++exponent) {
    for (uint32_t step = 0; step < 2000; ++step) {
      all.look(std::bit_cast<float>((exponent << 23) + step));
      all.look(std::bit_cast<float>((exponent << 23) + (1u << 23) - 1 - step));
    }
  }
  Random random(7, "float texts");
  for (int i = 0; i < 300'000; ++i) {
    all.look(std::bit_cast<float>(static_cast<uint32_t>(random.below(uint64_t{255} << 23))));
  }
  CHECK(all.differing() == 0);
}

TEST_CASE("short decimals and whole numbers are written as the library writes them") {
  Comparison all;
  for (int digits = 0; digits < 200'000; ++digits) {
    for (const float power : {1.0F, 10.0F, 100.0F, 1e4F, 1e6F}) {
      all.look(static_cast<float>(digits) / power);
      all.look(static_cast<float>(digits) * power);
    }
  }
  CHECK(all.differing() == 0);
}

}  // namespace mlrun
