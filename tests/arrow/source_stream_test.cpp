#include "arrow/source_stream.h"

#include "arrow/files.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("a source is read as Arrow asks, and ends short at its end") {
  const TempDir dir;
  const std::string bytes = std::string(3'000'000, 'a') + "end";
  put(dir / "t", bytes);
  SourceStream stream(source_of(dir / "t"));
  char some[4];
  CHECK(stream.Read(4, some).ValueOrDie() == 4);
  CHECK(std::string(some, 4) == "aaaa");
  CHECK(stream.Tell().ValueOrDie() == 4);
  // A damaged length may ask for anything.
  const auto rest = stream.Read(int64_t{1} << 50).ValueOrDie();
  CHECK(rest->ToString() == bytes.substr(4));
  CHECK(stream.Read(1).ValueOrDie()->size() == 0);
  CHECK(!stream.Read(-1).ok());
  stream.rethrow();
  CHECK(!stream.closed());
  CHECK(stream.Close().ok());
  CHECK(stream.closed());
}

TEST_CASE("all of a source, in memory") {
  const TempDir dir;
  const std::string bytes = std::string(2'500'000, 'b') + "end";
  put(dir / "t", bytes);
  CHECK(read_all(*source_of(dir / "t"))->ToString() == bytes);
  put(dir / "t", "");
  CHECK(read_all(*source_of(dir / "t"))->size() == 0);
}

TEST_CASE("what the source throws is kept for later") {
  const TempDir dir;
  put(dir / "t.gz", "\x1F\x8B\x08 and so on, but no gzip");
  SourceStream stream(source_of(dir / "t.gz"));
  CHECK(!stream.Read(10).ok());
  CHECK_THROWS_AS(stream.rethrow(), Error);
  char some[4];
  CHECK(!stream.Read(4, some).ok());
}
