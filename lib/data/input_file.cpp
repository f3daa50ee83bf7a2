#include "data/input_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/error.h"
#include "core/stop.h"
#include "core/text.h"

namespace mlrun {
namespace {

[[noreturn]] void fail(const std::string& name, int code) {
  throw Error(ErrorKind::kData, name + ": cannot be read: " + system_reason(code));
}

// A pipe with a name opens when its writer comes.
int open_file(const std::string& path) {
  while (true) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd >= 0) return fd;
    if (errno != EINTR) fail(path, errno);
    stop::check();
  }
}

}  // namespace

InputFile::InputFile(const std::string& path, int copy)
    : name_(path == "-" ? "stdin" : path), fd_(copy) {
  if (copy != 0) {
    lseek(copy, 0, SEEK_SET);
  } else if (path != "-") {
    fd_ = open_file(path);
    owned_ = true;
  }
  struct stat status {};
  if (fstat(fd_, &status) != 0) return;
  if (S_ISDIR(status.st_mode)) {
    if (owned_) close(fd_);
    fail(name_, EISDIR);
  }
  const off_t start = lseek(fd_, 0, SEEK_CUR);
  // Files of /proc and the like say 0 and hold more.
  regular_ = S_ISREG(status.st_mode) && start >= 0 && status.st_size > start;
  if (!regular_) return;
  start_ = static_cast<uint64_t>(start);
  size_ = static_cast<uint64_t>(status.st_size) - start_;
  posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

InputFile::~InputFile() {
  if (owned_) close(fd_);
}

bool InputFile::ready() const {
  if (regular_) return true;
  pollfd look{fd_, POLLIN, 0};
  return poll(&look, 1, 0) != 0;
}

// The signal that asks to stop may come on another thread than the one that waits here.
void InputFile::wait() const {
  constexpr int kLookMs = 100;
  pollfd look{fd_, POLLIN, 0};
  do {
    stop::check();
  } while (!regular_ && poll(&look, 1, kLookMs) == 0);
  stop::check();
}

void InputFile::check_unchanged() const {
  struct stat status {};
  if (!regular_ || fstat(fd_, &status) != 0) return;
  const uint64_t now = static_cast<uint64_t>(status.st_size) - start_;
  if (now == size_ && got_ == size_) return;
  throw Error(
      ErrorKind::kData,
      name_ + ": the file changed while it was read: " + format_count(static_cast<int64_t>(size_)) +
          " bytes at the start, " + format_count(static_cast<int64_t>(now)) +
          " now; read a copy of it, or pipe it in (tail -f, cat)");
}

size_t InputFile::read(char* into, size_t limit) {
  ssize_t got = -1;
  do {
    wait();
    got = ::read(fd_, into, limit);
  } while (got < 0 && errno == EINTR);
  if (got < 0) fail(name_, errno);
  got_ += static_cast<uint64_t>(got);
  if (got == 0 || got_ > size_) check_unchanged();
  return static_cast<size_t>(got);
}

}  // namespace mlrun
