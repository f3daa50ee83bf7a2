#include "data/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"
#include "core/stop.h"

namespace mlrun {
namespace {

[[noreturn]] void fail(const std::string& name, int code) {
  throw Error(ErrorKind::kData, name + ": cannot be read: " + std::strerror(code));
}

}  // namespace

ByteSource::ByteSource(const std::string& path, int stdin_fd)
    : name_(path == "-" ? "stdin" : path), fd_(stdin_fd) {
  if (path == "-") {
    if (stdin_fd != STDIN_FILENO) lseek(stdin_fd, 0, SEEK_SET);
    return;
  }
  fd_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) fail(name_, errno);
  owned_ = true;
  struct stat status {};
  if (fstat(fd_, &status) == 0 && S_ISDIR(status.st_mode)) {
    close(fd_);
    fail(name_, EISDIR);
  }
}

ByteSource::~ByteSource() {
  if (owned_) close(fd_);
}

bool ByteSource::read(std::string& into, size_t limit) {
  const size_t before = into.size();
  into.resize(before + limit);
  ssize_t got = -1;
  do {
    stop::check();
    got = ::read(fd_, into.data() + before, limit);
  } while (got < 0 && errno == EINTR);
  const int code = errno;
  into.resize(before + static_cast<size_t>(got > 0 ? got : 0));
  if (got < 0) fail(name_, code);
  return got > 0;
}

}  // namespace mlrun
