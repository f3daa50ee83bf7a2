#include "data/byte_source.h"

#include <thread>

#include "core/fixtures.h"
#include "data/packed.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// At most `limit` bytes more; "" at the end.
std::string read_some(ByteSource& source, size_t limit) {
  std::string bytes(limit, '\0');
  bytes.resize(source.read(bytes.data(), limit));
  return bytes;
}

std::string read_all(ByteSource& source, size_t limit = 1000) {
  std::string text;
  for (std::string more = read_some(source, limit); !more.empty();
       more = read_some(source, limit)) {
    text += more;
  }
  return text;
}

std::string text_of(const std::string& path, size_t limit = 1000) {
  ByteSource source(path);
  return read_all(source, limit);
}

}  // namespace

TEST_CASE("a file is read in order, in pieces of at most the limit", "[data]") {
  const TempDir dir;
  const std::string text("abc\0\xFFz", 6);
  put(dir / "t.csv", text);
  ByteSource source(dir / "t.csv");
  CHECK(source.name() == dir / "t.csv");
  CHECK(source.size() == 6);
  CHECK(source.position() == 0);
  std::string all;
  for (int i = 0; i < 10; ++i) {
    const std::string more = read_some(source, 4);
    CHECK(more.size() <= 4);
    all += more;
  }
  CHECK(all == text);
  CHECK(source.position() == 6);
  CHECK(read_some(source, 4).empty());
  for (size_t limit = 1; limit < 8; ++limit) CHECK(text_of(dir / "t.csv", limit) == text);
}

TEST_CASE("an empty file ends at once", "[data]") {
  const TempDir dir;
  put(dir / "empty", "");
  CHECK(text_of(dir / "empty").empty());
  ByteSource source(dir / "empty");
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
  CHECK(error_of([&] { read_some(closed, 8); }) ==
        "data: stdin: cannot be read: bad file descriptor");
}

TEST_CASE("the head is what will be read, and is not used up", "[data]") {
  const TempDir dir;
  for (const std::string text : {"", "a", "PAR1\x15zzzzz", "{\"a\": 1}", "  {\"a\": 1}",
                                 "\xEF\xBB\xBF{\"a\": 1}", "a,b\n1,2\n", "\x1F", "(1),b\n"}) {
    put(dir / "t", text);
    for (size_t limit = 1; limit < 12; ++limit) {
      ByteSource source(dir / "t");
      const std::string head(source.head());
      CHECK(text.starts_with(head));
      CHECK(head.empty() == text.empty());
      CHECK(source.head() == head);
      CHECK(read_all(source, limit) == text);
    }
  }
}

TEST_CASE("of a packed file the plain text is read, its head too", "[data]") {
  const TempDir dir;
  const std::string text = rows_text(50'000);
  for (const auto& pack : {gzip_of, zstd_of}) {
    const std::string packed = pack(text);
    put(dir / "t", packed);
    ByteSource source(dir / "t");
    CHECK(text.starts_with(source.head()));
    CHECK_FALSE(source.head().empty());
    const bool same = read_all(source, 777) == text;
    CHECK(same);
    CHECK(source.position() == packed.size());
    CHECK(source.size() == packed.size());
    const bool once_more = text_of(dir / "t", 1 << 20) == text;
    CHECK(once_more);
  }
}

TEST_CASE("a source of a packed file may be left in the middle", "[data]") {
  const TempDir dir;
  put(dir / "t", gzip_of(std::string(20'000'000, 'x')));
  for (const size_t limit : {0, 1, 100'000}) {
    ByteSource source(dir / "t");
    if (limit > 0) read_some(source, limit);
  }
}

TEST_CASE("damage is told after the bytes before it", "[data]") {
  const TempDir dir;
  const std::string packed = gzip_of(rows_text(1000));
  put(dir / "t", packed.substr(0, packed.size() - 9));
  ByteSource source(dir / "t");
  std::string text;
  CHECK(error_of([&] {
          for (std::string more = read_some(source, 100); !more.empty();
               more = read_some(source, 100)) {
            text += more;
          }
        }) ==
        "data: " + (dir / "t") + ": the gzip data ends in the middle; was the file copied whole?");
  CHECK(text.size() > 1000);
  CHECK(rows_text(1000).starts_with(text));
}

TEST_CASE("bytes that come one at a time through a pipe are the same text", "[data]") {
  const std::string text = "a,b\n1,2\n";
  for (const std::string& bytes : {text, gzip_of(text), zstd_of(text)}) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    std::thread writer([&] {
      for (const char c : bytes) {
        if (write(ends[1], &c, 1) != 1) break;
        std::this_thread::yield();
      }
      close(ends[1]);
    });
    ByteSource source("-", ends[0]);
    CHECK(source.name() == "stdin");
    CHECK(source.size() == 0);
    CHECK(read_all(source, 3) == text);
    writer.join();
    close(ends[0]);
  }
}

TEST_CASE("no more of a pipe is waited for than tells what it is", "[data]") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  REQUIRE(write(ends[1], "a", 1) == 1);
  ByteSource source("-", ends[0]);
  CHECK(source.head() == "a");
  CHECK(source.ready());
  CHECK(read_some(source, 100) == "a");
  CHECK_FALSE(source.ready());
  close(ends[1]);
  CHECK(source.ready());
  CHECK(read_some(source, 100).empty());
  close(ends[0]);
}
