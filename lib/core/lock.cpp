#include "core/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "core/error.h"

namespace mlrun {

FileLock::FileLock(const std::string& path)
    : fd_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
  if (fd_ < 0) {
    throw Error(ErrorKind::kFailure, path + ": cannot be opened: " + system_reason(errno));
  }
  while (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    const int code = errno;
    if (code == EINTR) continue;
    close(fd_);
    if (code == EWOULDBLOCK) {
      throw Error(ErrorKind::kTemporary, path + ": locked by another run; try again when it ends");
    }
    throw Error(ErrorKind::kFailure, path + ": cannot be locked: " + system_reason(code));
  }
}

FileLock::~FileLock() { close(fd_); }

}  // namespace mlrun
