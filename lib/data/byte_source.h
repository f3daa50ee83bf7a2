#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "data/input_file.h"
#include "data/read_ahead.h"

namespace mlrun {

// The bytes of a file or of stdin ("-"), in order; gzip and zstd, known by their magic bytes, are
// decompressed on a thread of their own.
class ByteSource {
 public:
  // Throws Error(kData) when the file cannot be opened or is a directory.
  explicit ByteSource(const std::string& path, int copy = 0);
  ~ByteSource();
  // Up to `limit` bytes; 0 at the end. Throws Error(kData) when reading fails, the data is damaged
  // or the file changed meanwhile; stop::Stopped.
  size_t read(char* into, size_t limit);
  // read() would not wait.
  bool ready();
  // The first bytes, at most kHead, as read() will give them; waits for them.
  static constexpr size_t kHead = 8;
  std::string_view head();
  // For messages: the path, or "stdin".
  const std::string& name() const { return file_.name(); }
  // Bytes of the file read so far, and its size (0: not known), as they stand on the disk.
  uint64_t position() const { return position_; }
  uint64_t size() const { return file_.size(); }
  // Of the file that belongs to plain bytes not yet used by the reader: those themselves, unless
  // the file is compressed and nobody can tell.
  uint64_t position_before(uint64_t unused) const {
    return ahead_ == nullptr ? position_ - unused : position_.load();
  }

 private:
  void open();
  size_t read_plain(char* into, size_t limit);
  void decompress(const ReadAhead::Sink& sink);
  size_t read_file(char* into, size_t limit);

  InputFile file_;
  std::atomic<uint64_t> position_{0};
  bool opened_ = false;
  std::string magic_;  // the first bytes of the file, which tell how it is packed
  std::string head_;   // plain bytes that were looked at
  size_t head_used_ = 0;
  std::unique_ptr<ReadAhead> ahead_;  // of a compressed file; last, so that it ends first
};

}  // namespace mlrun
