#include "data/csv_format.h"

#include <utility>

#include "data/row_writer.h"

namespace mlrun {

CsvFormat::CsvFormat(char delimiter, std::vector<OutputColumn> columns)
    : delimiter_(delimiter), columns_(std::move(columns)) {}

std::string CsvFormat::begin() {
  RowWriter writer(delimiter_);
  for (const OutputColumn& column : columns_) writer.cell(column.name);
  writer.end_row();
  return writer.take();
}

std::string CsvFormat::encode(const OutputRows& rows) const {
  RowWriter writer(delimiter_);
  for (size_t row = 0; row < rows.rows; ++row) {
    for (size_t c = 0; c < columns_.size(); ++c) {
      if (rows.is_null(row, c)) {
        writer.cell("");
      } else if (columns_[c].text) {
        writer.cell(rows.columns[c].texts[row]);
      } else {
        writer.cell(rows.columns[c].numbers[row]);
      }
    }
    writer.end_row();
  }
  return writer.take();
}

}  // namespace mlrun
