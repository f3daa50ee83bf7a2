#include "data/delimiter.h"

#include <algorithm>
#include <vector>

#include "core/text.h"

namespace mlrun {
namespace {

// Fields of each of the first lines; a delimiter inside quotes does not count.
std::vector<size_t> fields_per_line(std::string_view head, char delimiter) {
  constexpr size_t kLines = 50;
  std::vector<size_t> fields;
  size_t count = 1;
  bool inside = false;
  for (const char c : head) {
    if (c == '"') inside = !inside;
    if (inside) continue;
    if (c == delimiter) ++count;
    if (c == '\n' || c == '\r') {
      fields.push_back(count);
      count = 1;
      if (fields.size() == kLines) return fields;
    }
  }
  if (fields.empty()) fields.push_back(count);
  return fields;
}

// Lines with as many fields as the first one, when that is more than one.
size_t agreement(std::string_view head, char delimiter) {
  const auto fields = fields_per_line(head, delimiter);
  if (fields.front() < 2) return 0;
  return static_cast<size_t>(std::count(fields.begin(), fields.end(), fields.front()));
}

}  // namespace

char delimiter_by_name(const std::string& path, const std::string& format) {
  if (format == "csv") return ',';
  if (format == "tsv") return '\t';
  const std::string lower = lower_ascii(path);
  if (lower.ends_with(".csv")) return ',';
  if (lower.ends_with(".tsv")) return '\t';
  return 0;
}

char sniff_delimiter(std::string_view head) {
  char best = ',';
  size_t most = agreement(head, best);
  for (const char candidate : {';', '\t', '|'}) {
    const size_t lines = agreement(head, candidate);
    if (lines > most) {
      best = candidate;
      most = lines;
    }
  }
  return best;
}

std::string delimiter_name(char delimiter) {
  if (delimiter == ',') return "a comma";
  if (delimiter == '\t') return "a tab";
  if (delimiter == ';') return "a semicolon";
  return std::string("'") + delimiter + "'";
}

}  // namespace mlrun
