#include "features/datetime_parts.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

using namespace mlrun;
using P = DatetimePart;

TEST_CASE("the parts of 2024-02-29 17:45:30, a Thursday") {
  const double moment = 1709228730;
  const std::map<P, double> expected = {{P::kYear, 2024}, {P::kMonth, 2}, {P::kDay, 29},
                                        {P::kWeekday, 3}, {P::kHour, 17}, {P::kElapsed, 30.5}};
  for (const auto& [part, value] : expected) {
    INFO(name(part));
    CHECK(part_of(part, moment, moment - 30.5) == value);
  }
  const double turn = 6.283185307179586;
  CHECK(part_of(P::kMonthSin, moment, 0) == Approx(std::sin(turn / 12)));
  CHECK(part_of(P::kMonthCos, moment, 0) == Approx(std::cos(turn / 12)));
  CHECK(part_of(P::kDaySin, moment, 0) == Approx(std::sin(turn * 28 / 31)));
  CHECK(part_of(P::kDayCos, moment, 0) == Approx(std::cos(turn * 28 / 31)));
  CHECK(part_of(P::kWeekdaySin, moment, 0) == Approx(std::sin(turn * 3 / 7)));
  CHECK(part_of(P::kWeekdayCos, moment, 0) == Approx(std::cos(turn * 3 / 7)));
  CHECK(part_of(P::kHourSin, moment, 0) == Approx(std::sin(turn * 17 / 24)));
  CHECK(part_of(P::kHourCos, moment, 0) == Approx(std::cos(turn * 17 / 24)));
}

TEST_CASE("moments before 1970 and at the edge of a day") {
  // 1969-12-31T23:59:59.5, a Wednesday.
  CHECK(part_of(P::kYear, -0.5, 0) == 1969);
  CHECK(part_of(P::kMonth, -0.5, 0) == 12);
  CHECK(part_of(P::kDay, -0.5, 0) == 31);
  CHECK(part_of(P::kWeekday, -0.5, 0) == 2);
  CHECK(part_of(P::kHour, -0.5, 0) == 23);
  // 1970-01-01T00:00:00, a Thursday.
  CHECK(part_of(P::kYear, 0, 0) == 1970);
  CHECK(part_of(P::kWeekday, 0, 0) == 3);
  CHECK(part_of(P::kHour, 0, 0) == 0);
  // 1900-03-01: 1900 was no leap year. 0001-01-01 was a Monday.
  CHECK(part_of(P::kMonth, -2203891200, 0) == 3);
  CHECK(part_of(P::kDay, -2203891200, 0) == 1);
  CHECK(part_of(P::kYear, -62135596800, 0) == 1);
  CHECK(part_of(P::kWeekday, -62135596800, 0) == 0);
}

TEST_CASE("sines and cosines agree with the C library, and are exact at the quarters") {
  for (int hour = 0; hour < 24; ++hour) {
    const double angle = 6.283185307179586 * hour / 24;
    INFO("hour " << hour);
    CHECK(part_of(P::kHourSin, hour * 3600.0, 0) == Approx(std::sin(angle)).margin(4e-16));
    CHECK(part_of(P::kHourCos, hour * 3600.0, 0) == Approx(std::cos(angle)).margin(4e-16));
  }
  CHECK(part_of(P::kHourSin, 12 * 3600.0, 0) == 0);
  CHECK(part_of(P::kHourCos, 6 * 3600.0, 0) == 0);
  CHECK(part_of(P::kHourCos, 18 * 3600.0, 0) == 0);
}

TEST_CASE("a missing moment has missing parts") {
  for (const P part : datetime_parts()) CHECK(std::isnan(part_of(part, std::nan(""), 0)));
}

TEST_CASE("every part has a name of its own") {
  for (const P part : datetime_parts()) CHECK(datetime_part(name(part)) == part);
  CHECK(datetime_parts().size() == 14);
  CHECK(name(P::kMonthSin) == "month_sin");
  CHECK(name(P::kElapsed) == "elapsed");
  CHECK_FALSE(datetime_part("minute").has_value());
}
