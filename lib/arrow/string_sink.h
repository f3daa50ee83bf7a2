#pragma once

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include <string>
#include <utility>

namespace mlrun {

// Where Arrow writes to: a text that is handed on piece by piece.
class StringSink final : public arrow::io::OutputStream {
 public:
  arrow::Status Write(const void* data, int64_t bytes) override;
  arrow::Status Close() override;
  // Bytes written since the start, those that were taken too.
  arrow::Result<int64_t> Tell() const override { return position_; }
  bool closed() const override { return closed_; }
  // What was written since the last take().
  std::string take() { return std::exchange(text_, {}); }

 private:
  std::string text_;
  int64_t position_ = 0;
  bool closed_ = false;
};

}  // namespace mlrun
