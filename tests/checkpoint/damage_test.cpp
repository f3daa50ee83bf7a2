// Every single-bit flip, every truncation, every one-byte append of a small model file.

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "checkpoint/fixtures.h"
#include "checkpoint/model_file.h"

using mlrun::test::refusal;
using mlrun::test::ScratchFolder;
using mlrun::test::small_model;
using mlrun::test::write_bytes;

namespace {

// A model file that is damaged in place, and what opening it says.
class DamagedFile {
 public:
  explicit DamagedFile(std::string_view bytes) {
    write_bytes(path_, bytes);
    fd_ = open(path_.c_str(), O_RDWR | O_CLOEXEC);
  }
  DamagedFile(const DamagedFile&) = delete;
  DamagedFile& operator=(const DamagedFile&) = delete;
  ~DamagedFile() { close(fd_); }

  void put(size_t place, char byte) {
    if (pwrite(fd_, &byte, 1, static_cast<off_t>(place)) != 1) FAIL("cannot write " << path_);
  }
  void cut(size_t length) {
    if (ftruncate(fd_, static_cast<off_t>(length)) != 0) FAIL("cannot cut " << path_);
  }
  // An error of the right kind that names the file.
  bool refused() {
    last_ = refusal([&] { mlrun::open_model(path_); });
    return last_.starts_with(path_ + ": ");
  }
  const std::string& last() const { return last_; }

 private:
  ScratchFolder folder_;
  std::string path_ = folder_.file("m.mlrun");
  std::string last_;
  int fd_ = -1;
};

}  // namespace

TEST_CASE("a model file with any one bit flipped is refused", "[checkpoint]") {
  const std::string bytes = model_bytes(small_model());
  REQUIRE(bytes.size() > 2048);
  DamagedFile file(bytes);
  REQUIRE_FALSE(file.refused());
  size_t refused = 0;
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    const char whole = bytes[bit / 8];
    file.put(bit / 8, static_cast<char>(whole ^ (1 << (bit % 8))));
    if (file.refused()) {
      ++refused;
    } else {
      FAIL_CHECK("bit " << bit << ": " << file.last());
    }
    file.put(bit / 8, whole);
  }
  CHECK(refused == 8 * bytes.size());
  CHECK_FALSE(file.refused());
}

TEST_CASE("a model file cut anywhere is refused", "[checkpoint]") {
  const std::string bytes = model_bytes(small_model());
  DamagedFile file(bytes);
  for (size_t length = bytes.size(); length-- > 0;) {
    file.cut(length);
    if (!file.refused()) FAIL_CHECK("length " << length << ": " << file.last());
  }
}

TEST_CASE("a model file with any byte appended is refused", "[checkpoint]") {
  const std::string bytes = model_bytes(small_model());
  DamagedFile file(bytes);
  for (int byte = 0; byte < 256; ++byte) {
    file.put(bytes.size(), static_cast<char>(byte));
    CHECK(file.refused());
    CHECK(file.last().ends_with(": the tensors end here, the file goes on for 1 bytes"));
  }
}
