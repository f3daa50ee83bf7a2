#include "core/file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cerrno>
#include <climits>
#include <optional>
#include <utility>

#include "core/stop.h"

namespace mlrun {
namespace {

[[noreturn]] void fail(const std::string& path, const char* what, int code) {
  throw Error(ErrorKind::kFailure, path + ": " + what + ": " + system_reason(code));
}

std::string directory_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool is_regular(int fd) {
  struct stat info {};
  return fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

int open_retrying(const std::string& path, int flags, mode_t mode) {
  while (true) {
    const int fd = open(path.c_str(), flags | O_CLOEXEC, mode);
    if (fd >= 0 || errno != EINTR) return fd;
    // Opening a FIFO waits for its reader, perhaps for ever.
    stop::check();
  }
}

std::optional<std::string> link_target(const std::string& path) {
  std::array<char, PATH_MAX> target;
  const ssize_t length = readlink(path.c_str(), target.data(), target.size());
  if (length < 0) return std::nullopt;
  std::string text(target.data(), static_cast<size_t>(length));
  if (!text.empty() && text[0] == '/') return text;
  return directory_of(path) + "/" + text;
}

// Where the bytes of an output end up.
struct Destination {
  std::string path;            // links followed
  std::optional<mode_t> mode;  // permission bits of the file that stands there
  bool direct = false;         // a device or pipe: written into, since it cannot be replaced
  bool directory = false;
};

Destination find_destination(const std::string& path) {
  constexpr int kLinkLimit = 40;
  Destination found{path, {}};
  struct stat info {};
  if (stat(path.c_str(), &info) == 0) {
    found.mode = info.st_mode & 0777;
    found.directory = S_ISDIR(info.st_mode);
    found.direct = !found.directory && !S_ISREG(info.st_mode);
  } else if (errno != ENOENT) {
    fail(path, "cannot be written", errno);
  }
  for (int links = 0; !found.direct; ++links) {
    const auto target = link_target(found.path);
    if (!target) break;
    if (links == kLinkLimit) fail(path, "cannot be written", ELOOP);
    // /dev/stdout leads here: the file behind it is open elsewhere and must not be replaced.
    if (found.path.starts_with("/proc/")) found.direct = true;
    if (!found.direct) found.path = *target;
  }
  return found;
}

// `.<name>.tmp-<pid>-<n>` beside `path`, with the name cut so that the whole stays legal.
std::string temporary_name(const std::string& path, unsigned n) {
  const std::string suffix = ".tmp-" + std::to_string(getpid()) + "-" + std::to_string(n);
  const std::string name = "." + name_of(path).substr(0, NAME_MAX - 1 - suffix.size());
  return path.substr(0, path.rfind('/') + 1) + name + suffix;
}

void sync_directory(const std::string& path) {
  const int fd = open_retrying(directory_of(path), O_RDONLY | O_DIRECTORY, 0);
  // Some file systems cannot sync a directory and some directories may not be read; the rename
  // itself has happened.
  if (fd < 0) return;
  const int code = fsync(fd) == 0 ? 0 : errno;
  close(fd);
  if (code != 0 && code != EINVAL && code != ENOTSUP) {
    fail(path, "cannot sync its directory", code);
  }
}

}  // namespace

std::string read_file(const std::string& path, ErrorKind kind) {
  auto refuse = [&](int code) {
    return Error(kind, path + ": cannot be read: " + system_reason(code));
  };
  const int fd = open_retrying(path, O_RDONLY, 0);
  if (fd < 0) throw refuse(errno);
  struct Closer {
    int fd;
    ~Closer() { close(fd); }
  } closer{fd};
  struct stat info {};
  if (fstat(fd, &info) != 0) throw refuse(errno);
  std::string bytes;
  bytes.resize(S_ISREG(info.st_mode) ? static_cast<size_t>(info.st_size) : 0);
  size_t size = 0;
  while (true) {
    // One byte more than the size tells the end of the file without growing it.
    if (size == bytes.size()) bytes.resize(size < 4096 ? size + 4096 : size + 1);
    const ssize_t count = read(fd, bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno != EINTR) throw refuse(errno);
    if (count < 0) stop::check();
    if (count == 0) break;
    if (count > 0) size += static_cast<size_t>(count);
    if (size == bytes.size() && size >= 4096) bytes.resize(size + size / 2);
  }
  bytes.resize(size);
  return bytes;
}

namespace {

// A pipe takes PIPE_BUF bytes at least once it takes any, so a write of no more does not wait. What
// waits is this: a reader that stands still must not keep a stopped run alive, on whatever thread
// the signal came.
void wait_for_reader(int fd) {
  constexpr int kLookMs = 100;
  pollfd ready{fd, POLLOUT, 0};
  while (true) {
    const int found = poll(&ready, 1, kLookMs);
    if (found > 0 || (found < 0 && errno != EINTR)) return;
    stop::check();
  }
}

}  // namespace

void write_all(int fd, std::string_view bytes, const std::string& name) {
  const bool waits = !is_regular(fd);
  while (!bytes.empty()) {
    if (waits) wait_for_reader(fd);
    const size_t size = waits ? std::min<size_t>(bytes.size(), PIPE_BUF) : bytes.size();
    const ssize_t count = ::write(fd, bytes.data(), size);
    const int code = count < 0 ? errno : 0;
    if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
    if (code != 0 && code != EINTR && code != EAGAIN) fail(name, "cannot be written", code);
  }
}

namespace {

// Gives the new file its name unless another has it by now. File systems that cannot tell at the
// same time (NFS) are asked before.
void keep_existing(const std::string& from, const std::string& to, const std::string& name) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return;
  int code = errno;
  if (code == EINVAL || code == ENOSYS) {
    if (access(to.c_str(), F_OK) != 0 && rename(from.c_str(), to.c_str()) == 0) return;
    code = errno == 0 ? EEXIST : errno;
  }
  if (code != EEXIST) fail(name, "cannot be written", code);
  throw Error(ErrorKind::kUsage,
              name + ": another run has made it in the meantime; --force replaces it");
}

}  // namespace

void check_output_path(const std::string& path, bool force) {
  if (path == "-") return;
  if (path.empty()) throw Error(ErrorKind::kUsage, "the name of an output file is empty");
  const Destination to = find_destination(path);
  if (to.direct) return;
  if (to.directory) fail(path, "cannot be written", EISDIR);
  if (to.mode && !force) {
    throw Error(ErrorKind::kUsage, path + ": exists already; --force replaces it");
  }
  const std::string directory = directory_of(to.path);
  if (access(directory.c_str(), F_OK) != 0) {
    throw Error(ErrorKind::kFailure, path + ": the directory " + directory + " does not exist");
  }
  if (access(directory.c_str(), W_OK | X_OK) != 0) {
    const int code = errno;
    throw Error(ErrorKind::kFailure,
                path + ": the directory " + directory + " is not writable: " + system_reason(code));
  }
}

namespace {

bool same_entry(const std::string& one, const std::string& other) {
  struct stat a {};
  struct stat b {};
  return stat(one.c_str(), &a) == 0 && stat(other.c_str(), &b) == 0 && a.st_dev == b.st_dev &&
         a.st_ino == b.st_ino;
}

}  // namespace

void check_not_input(const std::string& output, const std::vector<std::string>& inputs) {
  struct stat out {};
  if (output == "-" || stat(output.c_str(), &out) != 0 || !S_ISREG(out.st_mode)) return;
  for (const std::string& input : inputs) {
    if (input != "-" && same_entry(input, output)) {
      throw Error(ErrorKind::kUsage, output + ": is an input of this run (" + input + ")");
    }
  }
}

bool same_output(const std::string& one, const std::string& other) {
  if (one == "-" || other == "-") return one == other;
  const Destination a = find_destination(one);
  const Destination b = find_destination(other);
  if (a.direct || b.direct) return false;
  if (a.mode || b.mode) return same_entry(a.path, b.path);
  return name_of(a.path) == name_of(b.path) &&
         same_entry(directory_of(a.path), directory_of(b.path));
}

AtomicFile::AtomicFile(std::string path, Existing existing)
    : path_(std::move(path)), existing_(existing) {
  const Destination to = find_destination(path_);
  if (to.directory) fail(path_, "cannot be written", EISDIR);
  if (to.direct) {
    fd_ = open_retrying(to.path, O_WRONLY | O_APPEND, 0);
    if (fd_ < 0) fail(path_, "cannot be written", errno);
    return;
  }
  target_ = to.path;
  static std::atomic<unsigned> counter{0};
  constexpr int kTries = 1000;  // a killed run of the same process id may have left names behind
  for (int tries = 0; fd_ < 0 && tries < kTries; ++tries) {
    temporary_ = temporary_name(target_, counter++);
    fd_ = open_retrying(temporary_, O_WRONLY | O_CREAT | O_EXCL, to.mode ? 0600 : 0666);
    if (fd_ < 0 && errno != EEXIST) break;
  }
  if (fd_ < 0) {
    const int code = errno;
    temporary_.clear();
    fail(path_, "cannot be written", code);
  }
  if (to.mode && fchmod(fd_, *to.mode) != 0) {
    const int code = errno;
    discard();
    fail(path_, "cannot keep its permissions", code);
  }
}

AtomicFile::~AtomicFile() { discard(); }

void AtomicFile::write(std::string_view bytes) {
  assert(fd_ >= 0);
  write_all(fd_, bytes, path_);
}

void AtomicFile::commit() {
  if (fd_ < 0) return;
  auto check = [this](int status) {
    if (status == 0) return;
    const int code = errno;
    discard();
    fail(path_, "cannot be written", code);
  };
  const bool replaces = !temporary_.empty();
  if (replaces) check(fsync(fd_));
  const int fd = std::exchange(fd_, -1);
  // An interrupted close has closed on Linux.
  if (close(fd) != 0 && errno != EINTR) check(-1);
  if (!replaces) return;
  if (existing_ == Existing::kKeep) {
    keep_existing(temporary_, target_, path_);
  } else {
    check(rename(temporary_.c_str(), target_.c_str()));
  }
  temporary_.clear();
  sync_directory(target_);
}

void AtomicFile::discard() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
  if (!temporary_.empty()) unlink(temporary_.c_str());
  temporary_.clear();
}

}  // namespace mlrun
