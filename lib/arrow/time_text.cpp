#include "arrow/time_text.h"

#include <arrow/type.h>

#include <charconv>
#include <chrono>
#include <cstring>
#include <string_view>

namespace mlrun {
namespace {

constexpr int64_t kFirstDay = -719528;  // 0000-01-01
constexpr int64_t kLastDay = 2932896;   // 9999-12-31
constexpr int64_t kSecondsPerDay = 86400;

struct Unit {
  int64_t per_second;
  int digits;
  std::string_view name;
};

Unit unit_of(arrow::TimeUnit::type unit) {
  switch (unit) {
    case arrow::TimeUnit::MILLI:
      return {1'000, 3, "ms"};
    case arrow::TimeUnit::MICRO:
      return {1'000'000, 6, "us"};
    case arrow::TimeUnit::NANO:
      return {1'000'000'000, 9, "ns"};
    default:
      return {1, 0, "s"};
  }
}

char* put(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* put_digits(char* out, int64_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out + digits;
}

char* put_day(char* out, int64_t days) {
  const std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(static_cast<int>(days)))};
  out = put_digits(out, static_cast<int>(date.year()), 4);
  *out++ = '-';
  out = put_digits(out, static_cast<unsigned>(date.month()), 2);
  *out++ = '-';
  return put_digits(out, static_cast<unsigned>(date.day()), 2);
}

char* put_time(char* out, int64_t second) {
  out = put_digits(out, second / 3600, 2);
  *out++ = ':';
  out = put_digits(out, second / 60 % 60, 2);
  *out++ = ':';
  return put_digits(out, second % 60, 2);
}

size_t write_raw(char* out, int64_t value, std::string_view unit) {
  char* end = std::to_chars(out, out + kTimeText, value).ptr;
  *end++ = ' ';
  end = put(end, unit);
  return static_cast<size_t>(put(end, " since 1970") - out);
}

// Rounds down, and leaves what is over.
int64_t divide(int64_t value, int64_t by, int64_t& over) {
  over = value % by;
  if (over < 0) over += by;
  return value / by - (value % by < 0 ? 1 : 0);
}

}  // namespace

size_t write_date(char* out, int64_t days) {
  if (days < kFirstDay || days > kLastDay) return write_raw(out, days, "days");
  return static_cast<size_t>(put_day(out, days) - out);
}

size_t write_timestamp(char* out, int64_t value, arrow::TimeUnit::type unit, bool utc) {
  const Unit scale = unit_of(unit);
  int64_t fraction = 0;
  int64_t second = 0;
  const int64_t days = divide(divide(value, scale.per_second, fraction), kSecondsPerDay, second);
  if (days < kFirstDay || days > kLastDay) return write_raw(out, value, scale.name);
  char* end = put_day(out, days);
  *end++ = 'T';
  end = put_time(end, second);
  if (fraction != 0) {
    *end++ = '.';
    end = put_digits(end, fraction, scale.digits);
  }
  if (utc) *end++ = 'Z';
  return static_cast<size_t>(end - out);
}

}  // namespace mlrun
