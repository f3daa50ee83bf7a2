// The public suite parse-number-fxx: texts of numbers and the bits they are.
#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>

#include "cases/suite.h"
#include "core/decimal.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

const Suite kSuite("parse-number-fxx");

// Where the suite says infinity, a table has no number.
template <class Bits, class T>
bool holds(Bits expected, std::optional<T> got) {
  if (!std::isfinite(std::bit_cast<T>(expected))) return !got;
  return got && std::bit_cast<Bits>(*got) == expected;
}

}  // namespace

TEST_CASE("parse-number-fxx is read bit for bit, as float and as double", "[parse-number-fxx]") {
  if (!kSuite.is_there()) return;
  int texts = 0;
  int floats = 0;
  int doubles = 0;
  for (const char* name : {"freetype-2-7.txt", "lemire-fast-float.txt", "more-test-cases.txt",
                           "tencent-rapidjson.txt"}) {
    std::ifstream file(kSuite / name);
    for (std::string f16, f32, f64, text; file >> f16 >> f32 >> f64 >> text; ++texts) {
      const bool is_float =
          holds(static_cast<uint32_t>(std::stoul(f32, nullptr, 16)), parse_float(text));
      const bool is_double = holds(uint64_t{std::stoull(f64, nullptr, 16)}, parse_double(text));
      if (!is_float || !is_double) FAIL_CHECK(name << ": " << text);
      floats += is_float ? 1 : 0;
      doubles += is_double ? 1 : 0;
    }
  }
  kSuite.report(std::to_string(texts) + " texts, bit-exact as float: " + std::to_string(floats) +
                ", as double: " + std::to_string(doubles));
  CHECK(texts == 10488);
}
