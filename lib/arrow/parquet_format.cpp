#include "arrow/parquet_format.h"

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/memory_pool.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <arrow/util/compression.h>
#include <parquet/properties.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

constexpr size_t kRowGroup = 65536;

void check(const arrow::Status& status) {
  if (!status.ok()) throw Error(ErrorKind::kFailure, "writing Parquet: " + status.message());
}

arrow::Compression::type compression() {
  for (const auto codec : {arrow::Compression::ZSTD, arrow::Compression::SNAPPY}) {
    if (arrow::util::Codec::IsAvailable(codec)) return codec;
  }
  return arrow::Compression::UNCOMPRESSED;
}

std::shared_ptr<parquet::WriterProperties> writer_properties() {
  return parquet::WriterProperties::Builder()
      .compression(compression())
      ->max_row_group_length(int64_t{1} << 30)  // the row groups are cut here
      ->enable_page_checksum()
      ->build();
}

// Rows first .. end of a block.
struct Part {
  const OutputRows& rows;
  size_t first, end;
};

void append_texts(arrow::StringBuilder& builder, const Part& part, size_t column,
                  const std::string& name) {
  const OutputRows& rows = part.rows;
  const auto& texts = rows.columns[column].texts;
  for (size_t i = part.first; i < part.end; ++i) {
    const auto status = rows.is_null(i, column) ? builder.AppendNull() : builder.Append(texts[i]);
    if (!status.ok()) {
      throw Error(ErrorKind::kFailure, "writing Parquet: column " + name + ": " + status.message());
    }
  }
}

void append_numbers(arrow::FloatBuilder& builder, const Part& part, size_t column) {
  const OutputRows& rows = part.rows;
  const auto& numbers = rows.columns[column].numbers;
  check(builder.Reserve(static_cast<int64_t>(part.end - part.first)));
  for (size_t i = part.first; i < part.end; ++i) {
    if (rows.is_null(i, column)) {
      builder.UnsafeAppendNull();
    } else {
      builder.UnsafeAppend(numbers[i]);
    }
  }
}

}  // namespace

ParquetFormat::ParquetFormat(std::vector<OutputColumn> columns) : columns_(std::move(columns)) {
  arrow::FieldVector fields;
  std::unordered_set<std::string_view> names;
  for (const OutputColumn& column : columns_) {
    if (!names.insert(column.name).second) {
      throw Error(ErrorKind::kUsage, "parquet: two columns of the output are called " +
                                         mlrun::quoted(column.name) +
                                         "; expected each name once (csv can hold both)");
    }
    fields.push_back(arrow::field(column.name, column.text ? arrow::utf8() : arrow::float32()));
    if (column.text) {
      builders_.push_back(std::make_shared<arrow::StringBuilder>());
    } else {
      builders_.push_back(std::make_shared<arrow::FloatBuilder>());
    }
  }
  schema_ = arrow::schema(std::move(fields));
}

std::string ParquetFormat::begin() {
  sink_ = std::make_shared<StringSink>();
  auto opened = parquet::arrow::FileWriter::Open(*schema_, arrow::default_memory_pool(), sink_,
                                                 writer_properties());
  check(opened.status());
  writer_ = std::move(opened).ValueUnsafe();
  return sink_->take();
}

std::string ParquetFormat::append(const OutputRows& rows) {
  // Groups are cut at the same rows however the blocks were.
  for (size_t first = 0; first < rows.rows;) {
    const Part part{rows, first, std::min(rows.rows, first + kRowGroup - gathered_)};
    for (size_t c = 0; c < columns_.size(); ++c) {
      if (columns_[c].text) {
        append_texts(static_cast<arrow::StringBuilder&>(*builders_[c]), part, c, columns_[c].name);
      } else {
        append_numbers(static_cast<arrow::FloatBuilder&>(*builders_[c]), part, c);
      }
    }
    gathered_ += part.end - first;
    first = part.end;
    if (gathered_ == kRowGroup) write_row_group();
  }
  return sink_->take();
}

void ParquetFormat::write_row_group() {
  arrow::ArrayVector arrays;
  for (const auto& builder : builders_) {
    std::shared_ptr<arrow::Array> array;
    check(builder->Finish(&array));
    arrays.push_back(std::move(array));
  }
  const auto rows = static_cast<int64_t>(gathered_);
  check(writer_->WriteTable(*arrow::Table::Make(schema_, arrays, rows), rows));
  gathered_ = 0;
}

std::string ParquetFormat::end() {
  if (gathered_ > 0) write_row_group();
  check(writer_->Close());
  return sink_->take();
}

}  // namespace mlrun
