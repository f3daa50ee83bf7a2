#include "arrow/string_sink.h"

namespace mlrun {

arrow::Status StringSink::Write(const void* data, int64_t bytes) {
  text_.append(static_cast<const char*>(data), static_cast<size_t>(bytes));
  position_ += bytes;
  return arrow::Status::OK();
}

arrow::Status StringSink::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

}  // namespace mlrun
