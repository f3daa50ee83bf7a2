#pragma once

#include <cstddef>
#include <string>

namespace mlrun {

// The bytes of a file or of stdin ("-"), in order.
class ByteSource {
 public:
  // Throws Error(kData) when the file cannot be opened or is a directory.
  // stdin_fd other than 0: a copy of stdin, read from its start.
  explicit ByteSource(const std::string& path, int stdin_fd = 0);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ~ByteSource();
  // Appends up to `limit` bytes; false at the end. Throws Error(kData) when reading fails.
  bool read(std::string& into, size_t limit);
  // For messages: the path, or "stdin".
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  int fd_;
  bool owned_ = false;
};

}  // namespace mlrun
