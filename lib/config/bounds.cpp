#include <cmath>

#include "config/fields.h"
#include "core/text.h"

namespace mlrun {
namespace {

// 2^53: up to here a whole number prints as one, 1000000 and not 1e+06.
constexpr double kExactIntegers = 9007199254740992.0;

std::string limit(double value) {
  if (std::trunc(value) == value && std::abs(value) <= kExactIntegers) {
    return std::to_string(static_cast<int64_t>(value));
  }
  return format_number(value);
}

}  // namespace

bool Bounds::contains(double value) const {
  const bool above = low_open ? value > low : value >= low;
  const bool below = high_open ? value < high : value <= high;
  return above && below;
}

std::string Bounds::text() const {
  const bool has_low = low > -kNone;
  const bool has_high = high < kNone;
  if (has_low && has_high && !low_open && !high_open) {
    return " from " + limit(low) + " to " + limit(high);
  }
  std::string text;
  if (has_low) text += (low_open ? " above " : " of at least ") + limit(low);
  if (has_low && has_high) text += " and";
  if (has_high) text += (high_open ? " below " : " of at most ") + limit(high);
  return text;
}

}  // namespace mlrun
