#include "data/table_format.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {

TableFormat format_by_suffix(std::string_view path) {
  std::string lower = lower_ascii(path);
  for (const std::string_view packed : {".gz", ".zst"}) {
    if (lower.ends_with(packed)) lower.resize(lower.size() - packed.size());
  }
  constexpr std::array<std::pair<std::string_view, TableFormat>, 9> kSuffixes = {
      {{".csv", TableFormat::kCsv},
       {".tsv", TableFormat::kTsv},
       {".jsonl", TableFormat::kJsonLines},
       {".ndjson", TableFormat::kJsonLines},
       {".parquet", TableFormat::kParquet},
       {".pq", TableFormat::kParquet},
       {".arrow", TableFormat::kArrow},
       {".feather", TableFormat::kArrow},
       {".ipc", TableFormat::kArrow}}};
  for (const auto& [suffix, format] : kSuffixes) {
    if (lower.ends_with(suffix)) return format;
  }
  return TableFormat::kUnknown;
}

TableFormat format_by_content(std::string_view head) {
  if (head.starts_with("PAR1")) return TableFormat::kParquet;
  if (head.starts_with("ARROW1")) return TableFormat::kArrow;
  // The stream format begins with a continuation mark and the length of the schema.
  if (head.size() >= 6 && head.starts_with("\xFF\xFF\xFF\xFF")) return TableFormat::kArrow;
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
  // A CSV header may begin with a brace as well; one that goes on with a quote hardly does.
  if (!head.starts_with('{')) return TableFormat::kUnknown;
  head.remove_prefix(1);
  head.remove_prefix(std::min(head.find_first_not_of(" \t"), head.size()));
  return head.empty() || head[0] == '"' || head[0] == '}' ? TableFormat::kJsonLines
                                                          : TableFormat::kUnknown;
}

TableFormat format_by_name(const std::string& name) {
  const std::vector<std::string> names = {"auto", "csv", "tsv", "jsonl", "parquet", "arrow"};
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw Error(ErrorKind::kUsage, "--format: expected one of " + join(names, ", ") + ", got " +
                                       mlrun::quoted(name) + did_you_mean(name, names));
  }
  return static_cast<TableFormat>(found - names.begin());
}

}  // namespace mlrun
