#pragma once

#include <arrow/array/builder_base.h>
#include <parquet/arrow/writer.h>

#include <memory>
#include <string>
#include <vector>

#include "arrow/string_sink.h"
#include "data/row_format.h"

namespace mlrun {

// Parquet: texts as UTF-8, numbers as float32, null where there is no answer. Rows are gathered
// into row groups of about 65,536, zstd where Arrow has it, with checksums; a row group's bytes
// come out as soon as it is full, the footer at the end.
class ParquetFormat final : public RowFormat {
 public:
  // Throws Error(kUsage) where two columns have one name. All calls throw Error(kFailure) for what
  // Arrow refuses.
  explicit ParquetFormat(std::vector<OutputColumn> columns);
  std::string begin() override;
  std::string encode(const OutputRows& /*rows*/) const override { return {}; }
  std::string append(const OutputRows& rows) override;
  std::string end() override;

 private:
  void write_row_group();

  std::vector<OutputColumn> columns_;
  std::shared_ptr<arrow::Schema> schema_;
  std::vector<std::shared_ptr<arrow::ArrayBuilder>> builders_;
  std::shared_ptr<StringSink> sink_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
  size_t gathered_ = 0;  // rows in the builders
};

}  // namespace mlrun
