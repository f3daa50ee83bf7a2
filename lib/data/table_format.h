#pragma once

#include <string>
#include <string_view>

namespace mlrun {

enum class TableFormat { kUnknown, kCsv, kTsv, kJsonLines, kParquet, kArrow };

// What the suffix of a path says; .gz and .zst behind it are looked through ("t.csv.gz").
TableFormat format_by_suffix(std::string_view path);
// What the first bytes of a text or file say: never kCsv or kTsv, which have no mark.
TableFormat format_by_content(std::string_view head);
// auto | csv | tsv | jsonl | parquet | arrow; auto is kUnknown. Throws Error(kUsage) for another.
TableFormat format_by_name(const std::string& name);

}  // namespace mlrun
