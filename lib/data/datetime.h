#pragma once

#include <optional>
#include <string_view>

namespace mlrun {

// ISO 8601: YYYY-MM-DD, or with T or a blank HH:MM[:SS[.fff]] and Z, +hh:mm or nothing (UTC).
// Seconds since 1970-01-01T00:00:00Z.
std::optional<double> parse_datetime(std::string_view text);

}  // namespace mlrun
