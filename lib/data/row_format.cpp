#include "data/row_format.h"

#include <initializer_list>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "data/arrow_component.h"
#include "data/csv_format.h"
#include "data/json_lines_format.h"
#include "data/table_format.h"

namespace mlrun {
namespace {

// The one of these that the path ends in; empty when none.
std::string_view found_suffix(std::string_view path,
                              std::initializer_list<std::string_view> suffixes) {
  const std::string lower = lower_ascii(path);
  for (const std::string_view suffix : suffixes) {
    if (lower.ends_with(suffix)) return suffix;
  }
  return {};
}

void refuse_foreign(const std::string& path) {
  const auto packed = found_suffix(path, {".gz", ".zst", ".bz2", ".xz", ".zip"});
  if (!packed.empty()) {
    throw Error(ErrorKind::kUsage, path + ": what is written is not packed as " +
                                       std::string(packed) + " says; a pipe packs it: -o - | gzip");
  }
  const auto foreign =
      found_suffix(path, {".arrow", ".feather", ".ipc", ".json", ".xlsx", ".xls", ".ods"});
  if (foreign.empty()) return;
  throw Error(ErrorKind::kUsage,
              path + ": expected a name in .csv, .tsv, .jsonl or .parquet, got " +
                  std::string(foreign) +
                  ", which is not written; --output-format says the form whatever the name");
}

}  // namespace

std::string row_format_of(const std::string& path) {
  refuse_foreign(path);
  switch (format_by_suffix(path)) {
    case TableFormat::kTsv:
      return "tsv";
    case TableFormat::kJsonLines:
      return "jsonl";
    case TableFormat::kParquet:
      return "parquet";
    default:
      return "csv";
  }
}

std::unique_ptr<RowFormat> make_row_format(const std::string& name,
                                           std::vector<OutputColumn> columns) {
  if (name == "csv") return std::make_unique<CsvFormat>(',', std::move(columns));
  if (name == "tsv") return std::make_unique<CsvFormat>('\t', std::move(columns));
  if (name == "jsonl") return std::make_unique<JsonLinesFormat>(columns);
  if (name == "parquet") return arrow_component().make_parquet_format(std::move(columns));
  const std::vector<std::string> known = {"csv", "tsv", "jsonl", "parquet"};
  throw Error(ErrorKind::kUsage, "output format: expected one of " + join(known, ", ") + ", got " +
                                     mlrun::quoted(name) + did_you_mean(name, known));
}

}  // namespace mlrun
