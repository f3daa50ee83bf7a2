#include "data/datetime.h"

#include <catch2/catch.hpp>

using mlrun::parse_datetime;

TEST_CASE("dates are days since 1970", "[data]") {
  CHECK(parse_datetime("1970-01-01") == 0.0);
  CHECK(parse_datetime("1970-01-02") == 86400.0);
  CHECK(parse_datetime("1969-12-31") == -86400.0);
  CHECK(parse_datetime("2000-02-29") == 951782400.0);
  CHECK(parse_datetime("2026-01-31") == 1769817600.0);
  CHECK(parse_datetime("0001-01-01") == -62135596800.0);
  CHECK(parse_datetime("9999-12-31") == 253402214400.0);
  CHECK(parse_datetime(" 1970-01-02\t") == 86400.0);
}

TEST_CASE("times are seconds of the day, after T or a blank", "[data]") {
  CHECK(parse_datetime("1970-01-01T00:00") == 0.0);
  CHECK(parse_datetime("1970-01-01T01:02") == 3720.0);
  CHECK(parse_datetime("1970-01-01 01:02") == 3720.0);
  CHECK(parse_datetime("1970-01-01T01:02:03") == 3723.0);
  CHECK(parse_datetime("1970-01-01T23:59:59") == 86399.0);
  CHECK(parse_datetime("2026-01-31 12:00:00") == 1769860800.0);
}

TEST_CASE("fractions of a second count up to what a double holds", "[data]") {
  CHECK(parse_datetime("1970-01-01T00:00:00.25") == 0.25);
  CHECK(parse_datetime("1970-01-01T00:00:01.000") == 1.0);
  CHECK(parse_datetime("1970-01-01T00:00:00.123456789") == 0.123456789);
  CHECK(parse_datetime("1970-01-01T00:00:00.5" + std::string(400, '9')) ==
        Approx(0.6).epsilon(1e-14));
  CHECK(parse_datetime("1970-01-01T00:00:00.5Z") == 0.5);
}

TEST_CASE("zones lead back to UTC", "[data]") {
  CHECK(parse_datetime("1970-01-01T12:00Z") == 43200.0);
  CHECK(parse_datetime("1970-01-01T12:00+00:00") == 43200.0);
  CHECK(parse_datetime("1970-01-01T12:00-00:00") == 43200.0);
  CHECK(parse_datetime("1970-01-01T12:00+02:00") == 36000.0);
  CHECK(parse_datetime("1970-01-01T12:00-02:30") == 52200.0);
  CHECK(parse_datetime("1970-01-01T12:00:00+0530") == 23400.0);
  CHECK(parse_datetime("1970-01-01T00:00:00+01:00") == -3600.0);
}

TEST_CASE("the calendar is held to", "[data]") {
  for (const char* text : {"2023-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10",
                           "2026-01-00", "2026-01-32"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_datetime(text));
  }
  CHECK(parse_datetime("2024-02-29"));
  // A leap second is the second after 59.
  CHECK(parse_datetime("2016-12-31T23:59:60") == parse_datetime("2017-01-01"));
}

TEST_CASE("other texts are no dates", "[data]") {
  for (const char* text : {"",
                           " ",
                           "2026",
                           "2026-01",
                           "20260131",
                           "26-01-31",
                           "2026-1-31",
                           "2026-01-3",
                           "2026/01/31",
                           "31.01.2026",
                           "01-31-2026",
                           "+2026-01-31",
                           "-2026-01-31",
                           "2026-01-31T",
                           "2026-01-31T12",
                           "2026-01-31T12:",
                           "2026-01-31T24:00",
                           "2026-01-31T12:60",
                           "2026-01-31T12:00:61",
                           "2026-01-31T12:00:",
                           "2026-01-31T12:00:00.",
                           "2026-01-31T12:00:00,5",
                           "2026-01-31t12:00",
                           "2026-01-31T12:00z",
                           "2026-01-31T12:00ZZ",
                           "2026-01-31T12:00 Z",
                           "2026-01-31T12:00+",
                           "2026-01-31T12:00+2",
                           "2026-01-31T12:00+24:00",
                           "2026-01-31T12:00+02:60",
                           "2026-01-31T12:00+02:",
                           "2026-01-31T12:00x",
                           "2026-01-31x",
                           "2026-01-31Z",
                           "2026-01-31  12:00",
                           "12:00",
                           "2026-01-3a",
                           "\xEF\xBC\x92"
                           "026-01-31"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_datetime(text));
  }
}
