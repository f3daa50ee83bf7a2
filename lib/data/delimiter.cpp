#include "data/delimiter.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "core/error.h"
#include "core/text.h"
#include "data/table_format.h"

namespace mlrun {
namespace {

constexpr char kCandidates[] = {',', ';', '\t', '|'};

// Fields of each of the first lines that are not empty; what stands in quotes does not count.
std::vector<size_t> fields_per_line(std::string_view head, char delimiter) {
  constexpr size_t kLines = 50;
  std::vector<size_t> fields;
  size_t count = 1;
  size_t length = 0;
  bool inside = false;
  for (const char c : head) {
    if (c == '"') inside = !inside;
    if (!inside && (c == '\n' || c == '\r')) {
      if (length > 0) fields.push_back(count);
      if (fields.size() == kLines) return fields;
      count = 1;
      length = 0;
      continue;
    }
    ++length;
    if (!inside && c == delimiter) ++count;
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
  TableFormat known = format_by_name(format);
  if (known == TableFormat::kUnknown) known = format_by_suffix(path);
  if (known == TableFormat::kCsv) return ',';
  return known == TableFormat::kTsv ? '\t' : '\0';
}

void check_delimiter(char delimiter) {
  const auto byte = static_cast<unsigned char>(delimiter);
  const bool ascii = byte > 0 && byte < 0x7F;
  if (ascii && delimiter != '"' && delimiter != '\n' && delimiter != '\r') return;
  throw Error(ErrorKind::kUsage,
              "--delimiter: expected an ASCII character that is no quote and no line end, got " +
                  mlrun::quoted(std::string_view(&delimiter, 1)));
}

std::string_view first_line(std::string_view text) {
  const size_t begin = std::min(text.find_first_not_of("\r\n"), text.size());
  return text.substr(begin, text.find_first_of("\r\n", begin) - begin);
}

std::optional<char> only_delimiter(std::string_view line) {
  std::optional<char> found;
  for (const char candidate : kCandidates) {
    if (fields_per_line(line, candidate).front() < 2) continue;
    if (found) return std::nullopt;
    found = candidate;
  }
  return found;
}

char sniff_delimiter(std::string_view head) {
  char best = ',';
  size_t most = 0;
  for (const char candidate : kCandidates) {
    const size_t lines = agreement(head, candidate);
    if (lines > most) {
      best = candidate;
      most = lines;
    }
  }
  return best;
}

std::string one_column_alone(const std::vector<std::string>& header) {
  const auto separates = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && std::isalnum(byte) == 0 && c != '_' && c != '-' && c != '.';
  };
  if (header.size() != 1 || std::none_of(header[0].begin(), header[0].end(), separates)) return {};
  return "one column alone, " + mlrun::quoted(header[0]) +
         "; --delimiter says what separates fields";
}

std::string one_column_line(const std::vector<std::string>& header) {
  const std::string alone = one_column_alone(header);
  return alone.empty() ? alone : "\n  the table has " + alone;
}

std::string delimiter_name(char delimiter) {
  if (delimiter == ',') return "a comma";
  if (delimiter == '\t') return "a tab";
  if (delimiter == ';') return "a semicolon";
  if (delimiter == ' ') return "a blank";
  return std::string("'") + delimiter + "'";
}

}  // namespace mlrun
