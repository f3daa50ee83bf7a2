#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.h"

namespace mlrun {

// Text without blanks (space, tab) at both ends.
std::string_view trim(std::string_view text);
// Pieces between separators; an empty text gives one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string lower_ascii(std::string_view text);

// parse_double and parse_float: core/decimal.h. As there, blanks around and a sign are allowed.
std::optional<int64_t> parse_int(std::string_view text);

// Shortest text that reads back to the same value ("nan", "inf", "-inf" for the others).
std::string format_number(double value);
std::string format_number(float value);
void append_number(std::string& out, double value);
void append_number(std::string& out, float value);
// 1234567 -> "1,234,567", for summaries only.
std::string format_count(int64_t value);
// Bytes as "12.3 MiB", seconds as "1.2 s" / "3 min 10 s", for summaries only.
std::string format_bytes(uint64_t bytes);
std::string format_seconds(double seconds);

// Offset of the first byte that is not part of valid UTF-8, nullopt when all is valid.
std::optional<size_t> invalid_utf8(std::string_view text);
// Text in double quotes with control bytes, quotes and bad UTF-8 escaped, cut at `limit` bytes:
// safe to print whatever the input.
std::string quoted(std::string_view text, size_t limit = 60);
// Without these a std::string would find std::quoted of <iomanip>.
inline std::string quoted(const char* text) { return quoted(std::string_view(text)); }
inline std::string quoted(const std::string& text) { return quoted(std::string_view(text)); }
inline std::string quoted(std::string& text) { return quoted(std::string_view(text)); }

// The candidate nearest to `name` by edit distance (case ignored), if near enough to suggest.
std::optional<std::string> nearest(std::string_view name,
                                   const std::vector<std::string>& candidates);
// `; did you mean "x"?` or an empty text.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace mlrun
