#pragma once

#include <string>
#include <vector>

#include "data/row_format.h"

namespace mlrun {

// CSV or TSV: a line of names, then a line a row. Quotes stand only where a reader needs them
// (RowWriter), numbers are the shortest texts that read back, what is null is empty.
class CsvFormat final : public RowFormat {
 public:
  CsvFormat(char delimiter, std::vector<OutputColumn> columns);
  std::string begin() override;
  std::string encode(const OutputRows& rows) const override;

 private:
  char delimiter_;
  std::vector<OutputColumn> columns_;
};

}  // namespace mlrun
