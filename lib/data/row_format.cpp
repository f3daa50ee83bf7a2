#include "data/row_format.h"

#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "data/arrow_component.h"
#include "data/csv_format.h"
#include "data/json_lines_format.h"

namespace mlrun {

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
