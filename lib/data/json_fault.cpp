#include "data/json_fault.h"

#include <algorithm>
#include <utility>

#include "core/text.h"

namespace mlrun {
namespace {

using Clause = std::pair<std::string_view, std::string_view>;

// Of its lexer: a token that breaks off.
constexpr Clause kTokens[] = {
    {"missing closing quote", "a string is never closed"},
    {"4 hex digits", "\\u needs four hexadecimal digits behind it"},
    {"surrogate", "half of a surrogate pair in a string"},
    {"forbidden character after backslash", "JSON has no such escape in a string"},
    {"control character", "a control character in a string; it must be escaped"}};

// Of its parser: a token that does not belong there.
constexpr Clause kPlaces[] = {{"; expected end of input", "the end of the line"},
                              {"parsing object key", "a key in double quotes"},
                              {"parsing object separator", "a colon"},
                              {"parsing object ", "a comma or }"}};

bool in_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
         c == '-' || c == '.' || c == '_';
}

bool is_escaped(std::string_view line, size_t quote) {
  size_t slashes = 0;
  while (slashes < quote && line[quote - 1 - slashes] == '\\') ++slashes;
  return slashes % 2 == 1;
}

std::string_view find_clause(const Clause* first, const Clause* last, std::string_view message,
                             std::string_view otherwise) {
  const auto* const found = std::find_if(first, last, [message](const Clause& clause) {
    return message.find(clause.first) != std::string_view::npos;
  });
  return found == last ? otherwise : found->second;
}

// A literal or number that breaks off right before `end`: nlohmann gives up at the byte behind it.
bool breaks_off(std::string_view line, size_t end, std::string_view message) {
  const std::string_view word = line.substr(token_start(line, end), end - token_start(line, end));
  if (message.find("invalid number") != std::string_view::npos) return true;
  if (message.find("invalid literal") == std::string_view::npos || word.empty()) return false;
  const bool whole = word == "true" || word == "false" || word == "null";
  return !whole && (word[0] == 't' || word[0] == 'f' || word[0] == 'n');
}

// Where the token begins and ends that nlohmann could not take; `last` is the byte it gave up at.
std::pair<size_t, size_t> unfit_token(std::string_view line, size_t last,
                                      std::string_view message) {
  const bool string = message.find("unexpected string literal") != std::string_view::npos;
  const bool inside = last < line.size() && in_word(line[last]);
  size_t end = std::min(last + 1, line.size());
  if (!string && !inside) {
    if (!breaks_off(line, last, message)) return {last, end};
    end = last;
  }
  const size_t start = token_start(line, end);
  while (!string && end < line.size() && in_word(line[end])) ++end;
  return {start, end};
}

}  // namespace

size_t token_start(std::string_view line, size_t end) {
  if (end == 0) return 0;
  size_t start = end - 1;
  if (line[start] == '"') {
    while (start > 0 && (line[--start] != '"' || is_escaped(line, start))) {
    }
  } else if (in_word(line[start])) {
    while (start > 0 && in_word(line[start - 1])) --start;
  }
  return start;
}

JsonFault syntax_fault(std::string_view line, size_t read, std::string_view message) {
  const size_t last = std::min(read == 0 ? 0 : read - 1, line.size());
  const auto broken = find_clause(std::begin(kTokens), std::end(kTokens), message, {});
  if (!broken.empty()) return {last, std::string(broken)};
  const auto expected = find_clause(std::begin(kPlaces), std::end(kPlaces), message, "a value");
  const auto [start, end] = unfit_token(line, last, message);
  const std::string got =
      start == line.size() ? "the end of the line" : mlrun::quoted(line.substr(start, end - start));
  return {start, "expected " + std::string(expected) + ", got " + got};
}

JsonFault byte_fault(std::string_view line) {
  constexpr size_t kShown = 8;
  if (line.starts_with("\xEF\xBB\xBF")) return {0, "a byte order mark inside the file"};
  const size_t nul = line.find('\0');
  const auto bad = invalid_utf8(line.substr(0, nul));
  if (bad) return {*bad, "expected UTF-8, got " + mlrun::quoted(line.substr(*bad, kShown))};
  return {nul, "a NUL byte"};
}

}  // namespace mlrun
