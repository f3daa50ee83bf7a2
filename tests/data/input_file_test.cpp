#include "data/input_file.h"

#include <catch2/catch.hpp>
#include <csignal>

#include "core/fixtures.h"
#include "core/stop.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::string read_some(InputFile& file, size_t limit) {
  std::string bytes(limit, '\0');
  bytes.resize(file.read(bytes.data(), limit));
  return bytes;
}

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

}  // namespace

TEST_CASE("a file's bytes come as they stand there, packed or not", "[data]") {
  const TempDir dir;
  const std::string bytes("\x1F\x8B\x08\0abc", 7);
  put(dir / "t", bytes);
  InputFile file(dir / "t");
  CHECK(file.name() == dir / "t");
  CHECK(file.size() == 7);
  CHECK(file.ready());
  CHECK(read_some(file, 3) == bytes.substr(0, 3));
  CHECK(read_some(file, 100) == bytes.substr(3));
  CHECK(read_some(file, 100).empty());
}

TEST_CASE("a copy of stdin is read from its start and stays open", "[data]") {
  const TempDir dir;
  put(dir / "copy", "abc");
  const Descriptor copy(dir / "copy");
  for (int time = 0; time < 2; ++time) {
    InputFile file("-", copy.get());
    CHECK(file.name() == "stdin");
    CHECK(file.size() == 3);
    CHECK(read_some(file, 100) == "abc");
  }
  CHECK(fcntl(copy.get(), F_GETFD) >= 0);
}

TEST_CASE("a pipe gives what it has, says when it has more, and ends with its writer", "[data]") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  InputFile file("-", ends[0]);
  CHECK(file.size() == 0);
  CHECK_FALSE(file.ready());
  REQUIRE(write(ends[1], "ab", 2) == 2);
  CHECK(file.ready());
  CHECK(read_some(file, 100) == "ab");
  CHECK_FALSE(file.ready());
  close(ends[1]);
  CHECK(file.ready());
  CHECK(read_some(file, 100).empty());
  close(ends[0]);
}

TEST_CASE("a file that grows or shrinks while it is read is refused", "[data]") {
  const TempDir dir;
  const auto told = [&](const std::string& now) {
    return "data: " + (dir / "t") + ": the file changed while it was read: 4 bytes at the start, " +
           now + " now; read a copy of it, or pipe it in (tail -f, cat)";
  };
  put(dir / "t", "abcd");
  {
    InputFile file(dir / "t");
    CHECK(read_some(file, 2) == "ab");
    std::ofstream(dir / "t", std::ios::app) << "efgh";
    CHECK(error_of([&] {
            while (!read_some(file, 100).empty()) {
            }
          }) == told("8"));
  }
  put(dir / "t", "abcd");
  InputFile file(dir / "t");
  CHECK(read_some(file, 2) == "ab");
  std::filesystem::resize_file(dir / "t", 1);
  CHECK(error_of([&] { read_some(file, 100); }) == told("1"));
}

TEST_CASE("files of /proc say no size and are read whole", "[data]") {
  InputFile file("/proc/self/status");
  CHECK(file.size() == 0);
  std::string text;
  for (std::string more = read_some(file, 100); !more.empty(); more = read_some(file, 100)) {
    text += more;
  }
  CHECK(text.starts_with("Name:"));
}

TEST_CASE("a wait for a pipe ends when a stop is asked for", "[data]") {
  const int status = child_status([] {
    stop::install();
    int ends[2];
    if (pipe(ends) != 0) _exit(98);
    if (fork() == 0) {
      usleep(50'000);
      kill(getppid(), SIGTERM);
      _exit(0);
    }
    InputFile file("-", ends[0]);
    char byte = 0;
    try {
      file.read(&byte, 1);
    } catch (const stop::Stopped&) {
      _exit(7);
    }
  });
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 7);
}

TEST_CASE("files are closed by their reader", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", "abc");
  const auto next_descriptor = [] {
    const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    close(fd);
    return fd;
  };
  const int before = next_descriptor();
  { const InputFile file(dir / "t.csv"); }
  error_of([&] { InputFile file(dir.path()); });
  CHECK(next_descriptor() == before);
}
