#include "data/byte_source.h"

#include <catch2/catch.hpp>

#include "core/fixtures.h"

using mlrun::ByteSource;
using mlrun::test::error_of;
using mlrun::test::put;
using mlrun::test::TempDir;

namespace {

// A descriptor of a file, closed at the end.
class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(fd_); }
  int get() const { return fd_; }

 private:
  int fd_;
};

// Reads once, at most so many bytes.
std::string piece_of(ByteSource& source, size_t limit) {
  std::string bytes(limit, '?');
  bytes.resize(source.read(bytes.data(), limit));
  return bytes;
}

}  // namespace

TEST_CASE("a file is read in order, in pieces of at most the limit", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", std::string("abc\0\xFFz", 6));
  ByteSource source(dir / "t.csv");
  CHECK(source.name() == dir / "t.csv");
  std::string bytes;
  for (int time = 0; time < 6; ++time) {
    const std::string piece = piece_of(source, 4);
    CHECK(piece.size() <= 4);
    bytes += piece;
  }
  CHECK(bytes == std::string("abc\0\xFFz", 6));
  CHECK(source.position() == 6);
  CHECK(source.size() == 6);
}

TEST_CASE("an empty file ends at once", "[data]") {
  const TempDir dir;
  put(dir / "empty", "");
  ByteSource source(dir / "empty");
  CHECK(piece_of(source, 1).empty());
  CHECK(source.head().empty());
}

TEST_CASE("what cannot be read is named", "[data]") {
  const TempDir dir;
  CHECK(error_of([&] { ByteSource source(dir / "none.csv"); }) ==
        "data: " + (dir / "none.csv") + ": cannot be read: no such file or directory");
  CHECK(error_of([&] { ByteSource source(dir.path()); }) ==
        "data: " + dir.path() + ": cannot be read: is a directory");
  CHECK(error_of([] { ByteSource source(""); }) ==
        "data: : cannot be read: no such file or directory");
}

TEST_CASE("a failing read is told with the name", "[data]") {
  ByteSource closed("-", 1 << 20);
  CHECK(error_of([&] { piece_of(closed, 8); }) ==
        "data: stdin: cannot be read: bad file descriptor");
}

TEST_CASE("a copy of stdin is read from its start and stays open", "[data]") {
  const TempDir dir;
  put(dir / "copy", "abc");
  const Descriptor copy(dir / "copy");
  for (int time = 0; time < 2; ++time) {
    ByteSource source("-", copy.get());
    CHECK(source.name() == "stdin");
    CHECK(piece_of(source, 100) == "abc");
  }
  CHECK(fcntl(copy.get(), F_GETFD) >= 0);
}

TEST_CASE("a pipe gives what it has and ends with its writer", "[data]") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  REQUIRE(write(ends[1], "ab", 2) == 2);
  ByteSource source("-", ends[0]);
  CHECK(source.ready());
  CHECK(piece_of(source, 100) == "ab");
  CHECK_FALSE(source.ready());
  close(ends[1]);
  CHECK(source.ready());
  CHECK(piece_of(source, 100).empty());
  close(ends[0]);
}

TEST_CASE("files are closed by their source", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", "abc");
  const auto next_descriptor = [] {
    const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    close(fd);
    return fd;
  };
  const int before = next_descriptor();
  { const ByteSource source(dir / "t.csv"); }
  error_of([&] { ByteSource source(dir.path()); });
  CHECK(next_descriptor() == before);
}
