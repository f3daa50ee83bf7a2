#include "data/json_lines_format.h"

#include <cmath>
#include <unordered_set>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

// What must not stand in a JSON string as it is.
bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escape(std::string& out, char c) {
  constexpr char kHex[] = "0123456789abcdef";
  constexpr std::string_view kShort = "\"\"\\\\\bb\ff\nn\rr\tt";  // the byte, then its letter
  for (size_t i = 0; i < kShort.size(); i += 2) {
    if (kShort[i] == c) {
      out += {'\\', kShort[i + 1]};
      return;
    }
  }
  out += {'\\', 'u', '0', '0', kHex[c >> 4], kHex[c & 15]};
}

void append_json_number(std::string& out, float value) {
  if (std::isfinite(value)) {
    append_number(out, value);
  } else {
    out += "null";
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  size_t plain = 0;  // begin of what is not written yet
  for (size_t i = 0; i < text.size(); ++i) {
    if (!needs_escape(text[i])) continue;
    out += text.substr(plain, i - plain);
    append_escape(out, text[i]);
    plain = i + 1;
  }
  out += text.substr(plain);
  out += '"';
}

JsonLinesFormat::JsonLinesFormat(const std::vector<OutputColumn>& columns) {
  std::unordered_set<std::string> names;
  for (const OutputColumn& column : columns) {
    if (!names.insert(column.name).second) {
      throw Error(ErrorKind::kUsage, "jsonl: two columns of the output are called " +
                                         mlrun::quoted(column.name) +
                                         "; expected each name once (csv can hold both)");
    }
    std::string key = columns_.empty() ? "{" : ",";
    append_json_string(key, column.name);
    columns_.push_back({key + ':', column.text});
  }
}

std::string JsonLinesFormat::encode(const OutputRows& rows) const {
  std::string out;
  for (size_t row = 0; row < rows.rows; ++row) {
    for (size_t c = 0; c < columns_.size(); ++c) {
      out += columns_[c].key;
      if (rows.is_null(row, c)) {
        out += "null";
      } else if (columns_[c].text) {
        append_json_string(out, rows.columns[c].texts[row]);
      } else {
        append_json_number(out, rows.columns[c].numbers[row]);
      }
    }
    out += "}\n";
  }
  return out;
}

}  // namespace mlrun
