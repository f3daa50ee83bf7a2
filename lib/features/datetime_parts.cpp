#include "features/datetime_parts.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

namespace mlrun {
namespace {

constexpr std::array kParts = {
    DatetimePart::kYear,       DatetimePart::kMonth,      DatetimePart::kDay,
    DatetimePart::kWeekday,    DatetimePart::kHour,       DatetimePart::kMonthSin,
    DatetimePart::kMonthCos,   DatetimePart::kDaySin,     DatetimePart::kDayCos,
    DatetimePart::kWeekdaySin, DatetimePart::kWeekdayCos, DatetimePart::kHourSin,
    DatetimePart::kHourCos,    DatetimePart::kElapsed,
};
constexpr std::array<std::string_view, kParts.size()> kNames = {
    "year",    "month",   "day",         "weekday",     "hour",     "month_sin", "month_cos",
    "day_sin", "day_cos", "weekday_sin", "weekday_cos", "hour_sin", "hour_cos",  "elapsed",
};

// The sine of a / b of a turn, from integers: exactly 0 at the half turns, and not std::sin, whose
// last bit depends on the C library. Requires b > 0, a >= 0.
double sine_of_turn(int64_t a, int64_t b) {
  a %= b;
  if (2 * a > b) return -sine_of_turn(b - a, b);
  if (4 * a > b) return sine_of_turn(b - 2 * a, 2 * b);
  const double x = 6.283185307179586 * static_cast<double>(a) / static_cast<double>(b);
  double series = 1;
  for (int k = 22; k >= 2; k -= 2) series = 1 - x * x / (k * (k + 1)) * series;
  return x * series;
}

double cosine_of_turn(int64_t a, int64_t b) { return sine_of_turn(4 * a + b, 4 * b); }

struct Moment {
  int64_t year, month, day, weekday, hour;
};

Moment moment_of(double seconds) {
  // Whole seconds first: a division of the double could round up into the next day.
  const std::chrono::sys_seconds time{
      std::chrono::seconds(static_cast<int64_t>(std::floor(seconds)))};
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::weekday weekday{midnight};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()), weekday.iso_encoding() - 1,
          std::chrono::duration_cast<std::chrono::hours>(time - midnight).count()};
}

}  // namespace

std::span<const DatetimePart> datetime_parts() { return kParts; }

std::string_view name(DatetimePart part) { return kNames[static_cast<size_t>(part)]; }

std::optional<DatetimePart> datetime_part(std::string_view text) {
  for (const DatetimePart part : kParts) {
    if (name(part) == text) return part;
  }
  return std::nullopt;
}

double part_of(DatetimePart part, double seconds, double origin) {
  if (std::isnan(seconds)) return seconds;
  if (part == DatetimePart::kElapsed) return seconds - origin;
  const Moment at = moment_of(seconds);
  switch (part) {
    case DatetimePart::kYear:
      return static_cast<double>(at.year);
    case DatetimePart::kMonth:
      return static_cast<double>(at.month);
    case DatetimePart::kDay:
      return static_cast<double>(at.day);
    case DatetimePart::kWeekday:
      return static_cast<double>(at.weekday);
    case DatetimePart::kHour:
      return static_cast<double>(at.hour);
    case DatetimePart::kMonthSin:
      return sine_of_turn(at.month - 1, 12);
    case DatetimePart::kMonthCos:
      return cosine_of_turn(at.month - 1, 12);
    case DatetimePart::kDaySin:
      return sine_of_turn(at.day - 1, 31);
    case DatetimePart::kDayCos:
      return cosine_of_turn(at.day - 1, 31);
    case DatetimePart::kWeekdaySin:
      return sine_of_turn(at.weekday, 7);
    case DatetimePart::kWeekdayCos:
      return cosine_of_turn(at.weekday, 7);
    case DatetimePart::kHourSin:
      return sine_of_turn(at.hour, 24);
    case DatetimePart::kHourCos:
      return cosine_of_turn(at.hour, 24);
    case DatetimePart::kElapsed:
      break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace mlrun
