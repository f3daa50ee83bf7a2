#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace mlrun {

// What a net is told about a moment (UTC). Weekdays: Monday 0 to Sunday 6. The sines and cosines
// are of one turn per year, 31 days, week and day. Elapsed: seconds since the earliest training
// row.
enum class DatetimePart {
  kYear,
  kMonth,
  kDay,
  kWeekday,
  kHour,
  kMonthSin,
  kMonthCos,
  kDaySin,
  kDayCos,
  kWeekdaySin,
  kWeekdayCos,
  kHourSin,
  kHourCos,
  kElapsed,
};

// All of them, in the order above.
std::span<const DatetimePart> datetime_parts();
std::string_view name(DatetimePart part);  // "year", "month_sin", "elapsed"
// nullopt for a text that names no part.
std::optional<DatetimePart> datetime_part(std::string_view name);

// One part of a moment in seconds since 1970-01-01T00:00:00Z, the same bits on every host; NaN for
// NaN. Requires years -32767 to 32767; origin: the moment from which elapsed counts.
double part_of(DatetimePart part, double seconds, double origin);

}  // namespace mlrun
