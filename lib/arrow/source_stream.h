#pragma once

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include <exception>
#include <memory>

#include "data/byte_source.h"

namespace mlrun {

// The bytes of a source as Arrow reads them, for what cannot seek. Arrow's code expects no
// exceptions: what the source throws is kept, and rethrow() throws it once Arrow has given up.
class SourceStream final : public arrow::io::InputStream {
 public:
  explicit SourceStream(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  arrow::Result<int64_t> Read(int64_t bytes, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t bytes) override;
  arrow::Status Close() override;
  arrow::Result<int64_t> Tell() const override { return position_; }
  bool closed() const override { return closed_; }

  ByteSource& source() { return *source_; }
  void rethrow() const;

 private:
  size_t read_some(char* into, size_t bytes);
  std::unique_ptr<ByteSource> source_;
  std::exception_ptr fault_;
  int64_t position_ = 0;
  bool closed_ = false;
};

// All that is left of a source, in memory. Throws what the source throws.
std::shared_ptr<arrow::Buffer> read_all(ByteSource& source);

}  // namespace mlrun
