#include "arrow/parquet_source.h"

#include <arrow/memory_pool.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>

#include <string>
#include <utility>

#include "arrow/arrow_fault.h"
#include "arrow/batch_check.h"

namespace mlrun {
namespace {

parquet::ReaderProperties reader_properties() {
  constexpr int64_t kColumnBuffer = int64_t{1} << 16;
  parquet::ReaderProperties properties;
  properties.enable_buffered_stream();
  properties.set_buffer_size(kColumnBuffer);
  properties.set_page_checksum_verification(true);
  return properties;
}

class ParquetSource final : public BatchSource {
 public:
  explicit ParquetSource(SeekableFile file) : faults_(std::move(file.name), "Parquet") {
    faults_.guard([&] { open(std::move(file.file)); });
  }

  const arrow::Schema& schema() const override { return *schema_; }
  void set_batch_rows(int64_t rows) override { reader_->set_batch_size(rows); }
  std::shared_ptr<arrow::RecordBatch> next() override {
    return faults_.guard([&] { return read(); });
  }
  uint64_t bytes() const override {
    const double share =
        all_rows_ > 0 ? static_cast<double>(rows_) / static_cast<double>(all_rows_) : 1;
    return static_cast<uint64_t>(share * static_cast<double>(total_bytes_));
  }
  uint64_t total_bytes() const override { return total_bytes_; }

 private:
  void open(std::shared_ptr<arrow::io::RandomAccessFile> file);
  std::shared_ptr<arrow::RecordBatch> read();

  ArrowFaults faults_;
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::unique_ptr<arrow::RecordBatchReader> batches_;  // made by the first next()
  std::shared_ptr<arrow::Schema> schema_;
  uint64_t total_bytes_ = 0;
  int64_t rows_ = 0;
  int64_t all_rows_ = 0;
};

void ParquetSource::open(std::shared_ptr<arrow::io::RandomAccessFile> file) {
  total_bytes_ = static_cast<uint64_t>(faults_.take(file->GetSize()));
  parquet::ArrowReaderProperties properties;
  properties.set_use_threads(false);
  properties.set_pre_buffer(false);
  parquet::arrow::FileReaderBuilder builder;
  faults_.check(builder.Open(std::move(file), reader_properties()));
  reader_ = faults_.take(builder.properties(properties)->Build());
  faults_.check(reader_->GetSchema(&schema_));
  all_rows_ = reader_->parquet_reader()->metadata()->num_rows();
}

std::shared_ptr<arrow::RecordBatch> ParquetSource::read() {
  if (batches_ == nullptr) batches_ = faults_.take(reader_->GetRecordBatchReader());
  auto batch = faults_.take(batches_->Next());
  if (batch == nullptr) {
    if (rows_ == all_rows_) return nullptr;
    faults_.fail("its footer tells of " + std::to_string(all_rows_) + " rows, found " +
                 std::to_string(rows_));
  }
  faults_.check(check_batch(*batch));
  rows_ += batch->num_rows();
  return batch;
}

}  // namespace

std::unique_ptr<BatchSource> open_parquet(SeekableFile file) {
  return std::make_unique<ParquetSource>(std::move(file));
}

}  // namespace mlrun
