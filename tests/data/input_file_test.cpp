#include "data/input_file.h"

#include <catch2/catch.hpp>

#include "core/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::string piece_of(InputFile& file, size_t limit) {
  std::string bytes(limit, '?');
  bytes.resize(file.read(bytes.data(), limit));
  return bytes;
}

}  // namespace

TEST_CASE("a file that grows or is cut while it is read is refused", "[data]") {
  const TempDir dir;
  put(dir / "t", "abcdef");
  const auto told = [&](const std::string& now) {
    put_anew(dir / "t", "abcdef");
    InputFile file(dir / "t");
    CHECK(file.size() == 6);
    CHECK(piece_of(file, 4) == "abcd");
    put(dir / "t", now);
    return error_of([&] {
      while (!piece_of(file, 4).empty()) {
      }
    });
  };
  CHECK(told("abcdef") == "no error");
  CHECK(told("abcdefgh").find("the file changed while it was read: 6 bytes at the start, 8 now") !=
        std::string::npos);
  CHECK(told("abcde").find("6 bytes at the start, 5 now") != std::string::npos);
  CHECK(told("").find("6 bytes at the start, 0 now") != std::string::npos);
}

TEST_CASE("a regular file is always ready, a pipe when it has bytes or has ended", "[data]") {
  const TempDir dir;
  put(dir / "t", "abc");
  CHECK(InputFile(dir / "t").ready());
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  {
    InputFile file("-", ends[0]);
    CHECK(file.name() == "stdin");
    CHECK(file.size() == 0);
    CHECK_FALSE(file.ready());
    REQUIRE(write(ends[1], "ab", 2) == 2);
    CHECK(file.ready());
    CHECK(piece_of(file, 10) == "ab");
    CHECK_FALSE(file.ready());
    close(ends[1]);
    CHECK(file.ready());
    CHECK(piece_of(file, 10).empty());
  }
  close(ends[0]);
}

TEST_CASE("files that do not tell their size are read all the same", "[data]") {
  InputFile file("/proc/self/status");
  CHECK(file.size() == 0);
  CHECK(piece_of(file, 5) == "Name:");
}
