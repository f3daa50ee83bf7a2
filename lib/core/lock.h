#pragma once

#include <string>

namespace mlrun {

// An exclusive flock on a file, for as long as the object lives; the kernel drops it with the
// process, so a killed run leaves nothing to clean up.
class FileLock {
 public:
  // Throws Error(kTemporary) when another process holds it, Error(kFailure) when it cannot be made.
  explicit FileLock(const std::string& path);
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  int fd_ = -1;
};

}  // namespace mlrun
