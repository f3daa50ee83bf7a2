#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace mlrun {

// The bytes of a file or of stdin ("-") as they stand there, in order. A regular file must stay as
// long as it was at the start: one that is written to, or cut, gives a table that never was.
class InputFile {
 public:
  // Throws Error(kData) when the file cannot be opened or is a directory, stop::Stopped when a stop
  // is asked for while a pipe of that name waits for its writer.
  // copy other than 0: what stands for the path, read from its start.
  explicit InputFile(const std::string& path, int copy = 0);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();
  // Up to `limit` bytes; 0 at the end. Throws Error(kData) when reading fails or the file changed,
  // stop::Stopped when a stop was asked for, on whatever thread the signal came.
  size_t read(char* into, size_t limit);
  // Bytes can be read without waiting (or the end is there).
  bool ready() const;
  // For messages: the path, or "stdin".
  const std::string& name() const { return name_; }
  // Of a regular file, from where reading began; 0 when not known.
  uint64_t size() const { return size_; }

 private:
  void wait() const;
  void check_unchanged() const;
  std::string name_;
  int fd_;
  bool owned_ = false;
  bool regular_ = false;
  uint64_t start_ = 0;
  uint64_t size_ = 0;
  uint64_t got_ = 0;
};

}  // namespace mlrun
