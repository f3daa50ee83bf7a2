#include "checkpoint/container_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "checkpoint/digest.h"
#include "core/error.h"
#include "core/hash.h"

namespace mlrun {

namespace {

constexpr uint64_t kChunk = uint64_t{1} << 20;  // hashed while it is still in the cache

std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace

void ContainerFile::fail(const std::string& what) const {
  throw Error(ErrorKind::kModel, path_ + ": " + what);
}

ContainerFile::ContainerFile(const std::string& path, const HeaderLimits& limits) : path_(path) {
  open();
  try {
    head_.resize(std::min(bytes_, kPrefixBytes));
    read(head_.data(), head_.size());
    const uint64_t length = header_length(head_, bytes_, limits, path_);
    head_.resize(kPrefixBytes + length);
    read(head_.data() + kPrefixBytes, length);
    header_ = parse_header(std::string_view(head_).substr(kPrefixBytes), limits, path_);
    check_layout(header_, bytes_ - head_.size(), path_);
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

ContainerFile::~ContainerFile() { ::close(fd_); }

void ContainerFile::open() {
  // A pipe without a writer must not hang the program: open without waiting, then look.
  fd_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd_ < 0) fail("cannot open the model file: " + reason(errno));
  struct stat status {};
  const bool known = ::fstat(fd_, &status) == 0;
  if (known && S_ISREG(status.st_mode)) {
    bytes_ = static_cast<uint64_t>(status.st_size);
    return;
  }
  const int error = errno;
  ::close(fd_);
  if (!known) fail("cannot read the model file: " + reason(error));
  fail(S_ISDIR(status.st_mode) ? "is a directory, expected a model file"
                               : "is not a regular file, expected a model file");
}

void ContainerFile::read(char* to, uint64_t count) {
  while (count > 0) {
    const ssize_t got = ::read(fd_, to, std::min(count, kChunk));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("byte " + std::to_string(at_) + ": cannot read: " + reason(errno));
    if (got == 0) fail("byte " + std::to_string(at_) + ": the file became shorter while read");
    to += got;
    count -= static_cast<uint64_t>(got);
    at_ += static_cast<uint64_t>(got);
  }
}

ContainerFile::Data ContainerFile::read_data(uint64_t digits_at) {
  Data data;
  Xxh3 hash;
  hash_with_zeros(hash, head_, digits_at);
  std::string().swap(head_);
  for (TensorEntry& entry : header_.tensors) {
    HostTensor tensor{entry.dtype, std::move(entry.shape), {}};
    tensor.bytes.resize(entry.end - entry.begin);
    char* to = reinterpret_cast<char*>(tensor.bytes.data());
    for (uint64_t done = 0; done < tensor.bytes.size(); done += kChunk) {
      const uint64_t count = std::min(kChunk, tensor.bytes.size() - done);
      read(to + done, count);
      hash.update({to + done, count});
    }
    data.tensors.emplace(std::move(entry.name), std::move(tensor));
  }
  std::vector<TensorEntry>().swap(header_.tensors);
  data.xxh3 = hash.hex();
  return data;
}

}  // namespace mlrun
