#include "arrow/source_stream.h"

#include <arrow/memory_pool.h>

#include <algorithm>
#include <string>
#include <utility>

namespace mlrun {

// Damaged lengths ask for anything: memory is taken only as bytes arrive.
constexpr size_t kPiece = size_t{1} << 20;

size_t SourceStream::read_some(char* into, size_t bytes) {
  size_t got = 0;
  while (got < bytes) {
    const size_t count = source_->read(into + got, std::min(bytes - got, kPiece));
    if (count == 0) break;
    got += count;
  }
  position_ += static_cast<int64_t>(got);
  return got;
}

arrow::Result<int64_t> SourceStream::Read(int64_t bytes, void* out) {
  try {
    return static_cast<int64_t>(read_some(static_cast<char*>(out), static_cast<size_t>(bytes)));
  } catch (...) {
    fault_ = std::current_exception();
    return arrow::Status::IOError("the input failed");
  }
}

arrow::Result<std::shared_ptr<arrow::Buffer>> SourceStream::Read(int64_t bytes) {
  if (bytes < 0) return arrow::Status::Invalid("a negative length");
  try {
    std::string all;
    for (auto wanted = static_cast<size_t>(bytes); all.size() < wanted;) {
      const size_t before = all.size();
      const size_t piece = std::min(wanted - before, std::max(before, kPiece));
      all.resize(before + piece);
      all.resize(before + read_some(all.data() + before, piece));
      if (all.size() < before + piece) break;
    }
    return arrow::Buffer::FromString(std::move(all));
  } catch (...) {
    fault_ = std::current_exception();
    return arrow::Status::IOError("the input failed");
  }
}

arrow::Status SourceStream::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

void SourceStream::rethrow() const {
  if (fault_) std::rethrow_exception(fault_);
}

std::shared_ptr<arrow::Buffer> read_all(ByteSource& source) {
  std::string all;
  for (;;) {
    const size_t before = all.size();
    all.resize(before + std::max(before, kPiece));
    const size_t got = source.read(all.data() + before, all.size() - before);
    all.resize(before + got);
    if (got == 0) return arrow::Buffer::FromString(std::move(all));
  }
}

}  // namespace mlrun
