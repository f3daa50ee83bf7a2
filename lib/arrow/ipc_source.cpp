#include "arrow/ipc_source.h"

#include <arrow/ipc/options.h>
#include <arrow/ipc/reader.h>

#include <utility>

#include "arrow/arrow_fault.h"
#include "arrow/batch_check.h"
#include "arrow/source_stream.h"

namespace mlrun {
namespace {

constexpr const char* kFormat = "Arrow IPC";

arrow::ipc::IpcReadOptions ipc_options() {
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.use_threads = false;
  // A file may hold numbers at odd places.
  options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
  return options;
}

class IpcFile final : public BatchSource {
 public:
  explicit IpcFile(SeekableFile file) : faults_(std::move(file.name), kFormat) {
    faults_.guard([&] {
      total_bytes_ = static_cast<uint64_t>(faults_.take(file.file->GetSize()));
      reader_ = faults_.take(arrow::ipc::RecordBatchFileReader::Open(file.file, ipc_options()));
      schema_ = reader_->schema();
    });
  }

  const arrow::Schema& schema() const override { return *schema_; }
  std::shared_ptr<arrow::RecordBatch> next() override {
    if (batch_ == reader_->num_record_batches()) return nullptr;
    return faults_.guard([&] {
      auto batch = faults_.take(reader_->ReadRecordBatch(batch_));
      faults_.check(check_batch(*batch));
      ++batch_;
      return batch;
    });
  }
  uint64_t bytes() const override {
    const int all = reader_->num_record_batches();
    const double share = all > 0 ? static_cast<double>(batch_) / all : 1;
    return static_cast<uint64_t>(share * static_cast<double>(total_bytes_));
  }
  uint64_t total_bytes() const override { return total_bytes_; }

 private:
  ArrowFaults faults_;
  std::shared_ptr<arrow::ipc::RecordBatchFileReader> reader_;
  std::shared_ptr<arrow::Schema> schema_;
  uint64_t total_bytes_ = 0;
  int batch_ = 0;
};

class IpcStream final : public BatchSource {
  // What the source threw goes before what Arrow makes of it.
  template <class Call>
  auto take(const Call& call) const {
    return faults_.guard([&] {
      auto result = call();
      if (!result.ok()) stream_->rethrow();
      return faults_.take(std::move(result));
    });
  }

 public:
  explicit IpcStream(std::unique_ptr<ByteSource> source)
      : faults_(source->name(), kFormat),
        stream_(std::make_shared<SourceStream>(std::move(source))) {
    reader_ = take(
        [&] { return arrow::ipc::RecordBatchStreamReader::Open(stream_.get(), ipc_options()); });
    schema_ = reader_->schema();
  }

  const arrow::Schema& schema() const override { return *schema_; }
  std::shared_ptr<arrow::RecordBatch> next() override {
    auto batch = take([&] { return reader_->Next(); });
    if (batch != nullptr) faults_.check(check_batch(*batch));
    return batch;
  }
  bool may_wait() const override { return total_bytes() == 0; }
  uint64_t bytes() const override { return stream_->source().position(); }
  uint64_t total_bytes() const override { return stream_->source().size(); }

 private:
  ArrowFaults faults_;
  std::shared_ptr<SourceStream> stream_;
  std::shared_ptr<arrow::ipc::RecordBatchStreamReader> reader_;
  std::shared_ptr<arrow::Schema> schema_;
};

}  // namespace

std::unique_ptr<BatchSource> open_ipc_file(SeekableFile file) {
  return std::make_unique<IpcFile>(std::move(file));
}

std::unique_ptr<BatchSource> open_ipc_stream(std::unique_ptr<ByteSource> source) {
  return std::make_unique<IpcStream>(std::move(source));
}

}  // namespace mlrun
