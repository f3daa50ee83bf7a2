#include "core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/float_text.h"

namespace mlrun {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

char* write_real(std::array<char, kFloatRoom>& digits, float value) {
  return write_float(digits.data(), value);
}

char* write_real(std::array<char, kFloatRoom>& digits, double value) {
  return std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
}

template <class T>
void append_real(std::string& out, T value) {
  if (std::isnan(value)) {
    out += "nan";
    return;
  }
  std::array<char, kFloatRoom> digits;
  out.append(digits.data(), write_real(digits, value));
}

std::string fixed(double value, int decimals) {
  std::array<char, 400> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::fixed, decimals)
                       .ptr;
  return {digits.data(), end};
}

unsigned char byte_at(std::string_view text, size_t i) {
  return static_cast<unsigned char>(text[i]);
}

// Bytes of the UTF-8 sequence at `i`, 0 when it is not one (Unicode 15, table 3-7).
size_t sequence_length(std::string_view text, size_t i) {
  const unsigned char lead = byte_at(text, i);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() - i < length) return 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  if (byte_at(text, i + 1) < low || byte_at(text, i + 1) > high) return 0;
  for (size_t k = 2; k < length; ++k) {
    if ((byte_at(text, i + k) & 0xC0) != 0x80) return 0;
  }
  return length;
}

// What a terminal acts upon instead of showing: controls, line separators, writing direction.
bool is_control(std::string_view sequence) {
  const unsigned char first = byte_at(sequence, 0);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7F;
  const unsigned char second = byte_at(sequence, 1);
  if (sequence.size() == 2) return first == 0xC2 && second < 0xA0;
  if (sequence.size() != 3 || first != 0xE2) return false;
  const unsigned char third = byte_at(sequence, 2);
  return (second == 0x80 && (third >= 0xA8 && third <= 0xAE)) ||
         (second == 0x81 && (third >= 0xA6 && third <= 0xA9));
}

void append_escaped(std::string& out, std::string_view bytes) {
  constexpr char kHex[] = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
}

// Edits to turn one text into the other: insert, delete, replace, swap of two neighbours.
size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (size_t end = text.find(separator); end != std::string_view::npos;
       end = text.find(separator)) {
    pieces.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  pieces.push_back(text);
  return pieces;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) out += separator;
    out += part;
  }
  return out;
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<int64_t> parse_int(std::string_view text) {
  text = trim(text);
  if (text.size() > 1 && text[0] == '+' && is_digit(text[1])) text.remove_prefix(1);
  int64_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || status != std::errc()) return std::nullopt;
  return value;
}

void append_number(std::string& out, double value) { append_real(out, value); }
void append_number(std::string& out, float value) { append_real(out, value); }

std::string format_number(double value) {
  std::string out;
  append_real(out, value);
  return out;
}

std::string format_number(float value) {
  std::string out;
  append_real(out, value);
  return out;
}

std::string format_count(int64_t value) {
  std::string digits = std::to_string(value);
  const size_t first = value < 0 ? 1 : 0;
  for (size_t end = digits.size(); end > first + 3; end -= 3) digits.insert(end - 3, 1, ',');
  return digits;
}

std::string format_bytes(uint64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " B";
  constexpr std::array kUnits = {" KiB", " MiB", " GiB", " TiB", " PiB", " EiB"};
  double value = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  // 1023.95 and above would be printed as 1024.0 of the smaller unit.
  for (; value >= 1023.95 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
  return fixed(value, 1) + kUnits[unit];
}

std::string format_seconds(double seconds) {
  if (!std::isfinite(seconds)) return "? s";
  if (seconds < 0.0995) return fixed(std::max(seconds, 0.0) * 1000, 0) + " ms";
  if (seconds < 59.95) return fixed(seconds, 1) + " s";
  if (seconds > 1e15) return fixed(seconds, 0) + " s";
  const auto whole = std::llround(seconds);
  if (whole < 3600) {
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  }
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

std::optional<size_t> invalid_utf8(std::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    uint64_t word = 0;
    if (text.size() - i >= sizeof word) {
      std::memcpy(&word, text.data() + i, sizeof word);
      if ((word & 0x8080808080808080u) == 0) {
        i += sizeof word;
        continue;
      }
    }
    const size_t length = sequence_length(text, i);
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

std::string quoted(std::string_view text, size_t limit) {
  std::string out = "\"";
  size_t i = 0;
  while (i < text.size()) {
    const size_t length = sequence_length(text, i);
    const std::string_view sequence = text.substr(i, std::max<size_t>(length, 1));
    if (i + sequence.size() > limit) break;
    if (length == 0 || is_control(sequence)) {
      append_escaped(out, sequence);
    } else {
      if (sequence == "\"" || sequence == "\\") out += '\\';
      out += sequence;
    }
    i += sequence.size();
  }
  out += i < text.size() ? "\"..." : "\"";
  return out;
}

std::optional<std::string> nearest(std::string_view name,
                                   const std::vector<std::string>& candidates) {
  constexpr size_t kLongestName = 256;
  if (name.size() > kLongestName) return std::nullopt;
  const std::string wanted = lower_ascii(name);
  const size_t allowed = std::max<size_t>(1, wanted.size() / 3);
  const std::string* best = nullptr;
  size_t best_distance = allowed + 1;
  for (const std::string& candidate : candidates) {
    const size_t longer = std::max(candidate.size(), wanted.size());
    if (longer - std::min(candidate.size(), wanted.size()) >= best_distance) continue;
    const size_t distance = edit_distance(wanted, lower_ascii(candidate));
    if (distance < best_distance && (distance == 0 || distance < longer)) {
      best = &candidate;
      best_distance = distance;
    }
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates) {
  const auto suggestion = nearest(name, candidates);
  return suggestion ? "; did you mean " + quoted(*suggestion) + "?" : "";
}

}  // namespace mlrun
