#include "core/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "core/error.h"
#include "core/file.h"

namespace mlrun {
namespace {

constexpr size_t kBufferBytes = 64 * 1024;
const char* const kStdout = "stdout";

[[noreturn]] void fail_stdout(int code) {
  throw Error(ErrorKind::kFailure,
              std::string(kStdout) + ": cannot be written: " + system_reason(code));
}

}  // namespace

void reserve_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    // The lowest free number is this one. Opened the wrong way round, its use fails with EBADF;
    // what goes to a closed stderr is meant to be lost.
    const int flags = fd == STDOUT_FILENO ? O_RDONLY : O_WRONLY;
    if (open("/dev/null", flags) != fd) return;
  }
}

Output::Output(const std::string& path, Existing existing) {
  buffer_.reserve(kBufferBytes);
  if (path != "-") {
    file_ = std::make_unique<AtomicFile>(path, existing);
    return;
  }
  const int flags = fcntl(STDOUT_FILENO, F_GETFL);
  if (flags < 0) fail_stdout(errno);
  if ((flags & O_ACCMODE) == O_RDONLY) fail_stdout(EBADF);
}

Output::~Output() = default;

void Output::write(std::string_view bytes) {
  if (buffer_.size() + bytes.size() > kBufferBytes) flush();
  if (bytes.size() >= kBufferBytes) {
    write_through(bytes);
  } else {
    buffer_ += bytes;
  }
}

void Output::flush() {
  // Emptied first: what a failed write has taken is not written twice.
  std::string pending;
  pending.reserve(kBufferBytes);
  pending.swap(buffer_);
  write_through(pending);
}

void Output::commit() {
  flush();
  if (file_) {
    file_->commit();
    return;
  }
  // Some file systems tell a full disk only at close; a copy can be closed and stdout kept.
  const int copy = dup(STDOUT_FILENO);
  if (copy < 0) fail_stdout(errno);
  if (close(copy) != 0 && errno != EINTR) fail_stdout(errno);
}

void Output::write_through(std::string_view bytes) {
  if (file_) {
    file_->write(bytes);
  } else {
    write_all(STDOUT_FILENO, bytes, kStdout);
  }
}

}  // namespace mlrun
