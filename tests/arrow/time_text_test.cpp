#include "arrow/time_text.h"

#include <arrow/type.h>

#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <string>

#include "data/datetime.h"

using namespace mlrun;
using arrow::TimeUnit;

namespace {

std::string date(int64_t days) {
  char out[kTimeText];
  return {out, write_date(out, days)};
}

std::string stamp(int64_t value, TimeUnit::type unit, bool utc = false) {
  char out[kTimeText];
  return {out, write_timestamp(out, value, unit, utc)};
}

}  // namespace

TEST_CASE("dates as ISO 8601") {
  CHECK(date(0) == "1970-01-01");
  CHECK(date(-1) == "1969-12-31");
  CHECK(date(19782) == "2024-02-29");
  CHECK(date(-719528) == "0000-01-01");
  CHECK(date(2932896) == "9999-12-31");
}

TEST_CASE("years that ISO 8601 cannot say are no dates") {
  CHECK(date(2932897) == "2932897 days since 1970");
  CHECK(date(-719529) == "-719529 days since 1970");
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  CHECK(stamp(kLeast, TimeUnit::SECOND) == "-9223372036854775808 s since 1970");
  CHECK(stamp(kLeast, TimeUnit::MILLI) == "-9223372036854775808 ms since 1970");
  CHECK(!parse_datetime(stamp(kLeast, TimeUnit::SECOND)));
}

TEST_CASE("timestamps of every unit, before 1970 too") {
  CHECK(stamp(0, TimeUnit::SECOND) == "1970-01-01T00:00:00");
  CHECK(stamp(0, TimeUnit::SECOND, true) == "1970-01-01T00:00:00Z");
  CHECK(stamp(-1, TimeUnit::SECOND) == "1969-12-31T23:59:59");
  CHECK(stamp(1500, TimeUnit::MILLI) == "1970-01-01T00:00:01.500");
  CHECK(stamp(-1, TimeUnit::MICRO, true) == "1969-12-31T23:59:59.999999Z");
  CHECK(stamp(-1, TimeUnit::NANO) == "1969-12-31T23:59:59.999999999");
  CHECK(stamp(std::numeric_limits<int64_t>::max(), TimeUnit::NANO) ==
        "2262-04-11T23:47:16.854775807");
  CHECK(stamp(std::numeric_limits<int64_t>::min(), TimeUnit::NANO) ==
        "1677-09-21T00:12:43.145224192");
}

TEST_CASE("what is written is read back exactly") {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20000; ++i) {
    const auto seconds = static_cast<int64_t>(random() % 315537897600) - 62135596800;
    REQUIRE(parse_datetime(stamp(seconds, TimeUnit::SECOND, i % 2 == 0)) == double(seconds));
    const int64_t days = seconds / 86400;
    REQUIRE(parse_datetime(date(days)) == double(days * 86400));
  }
}
