#include "data/line_buffer.h"

#include <catch2/catch.hpp>

#include "core/fixtures.h"
#include "core/random.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("a buffer grows by pieces until the end", "[data]") {
  const TempDir dir;
  put(dir / "t", "abcdefgh");
  ByteSource source(dir / "t");
  LineBuffer buffer(3);
  CHECK(buffer.text().empty());
  std::string before;
  while (buffer.read(source)) {
    CHECK(buffer.text().size() > before.size());
    CHECK(buffer.text().starts_with(before));
    before = buffer.text();
    CHECK_FALSE(buffer.ended());
  }
  CHECK(before == "abcdefgh");
  CHECK(buffer.ended());
  CHECK_FALSE(buffer.read(source));
  CHECK(buffer.text() == "abcdefgh");
  CHECK(buffer.offset() == 0);
}

TEST_CASE("what is dropped counts in the offset", "[data]") {
  const TempDir dir;
  put(dir / "t", "abcdefgh");
  ByteSource source(dir / "t");
  LineBuffer buffer(100);
  while (buffer.read(source)) {
  }
  buffer.drop(0);
  CHECK(buffer.text() == "abcdefgh");
  buffer.drop(3);
  CHECK(buffer.text() == "defgh");
  CHECK(buffer.offset() == 3);
  buffer.drop(5);
  CHECK(buffer.text().empty());
  CHECK(buffer.offset() == 8);
}

TEST_CASE("what is given away stays as it was while the rest goes on", "[data]") {
  Random random(5, "line buffers");
  const TempDir dir;
  std::string text;
  for (int i = 0; i < 5000; ++i) text += static_cast<char>('a' + random.below(26));
  put(dir / "t", text);
  for (int round = 0; round < 50; ++round) {
    ByteSource source(dir / "t");
    LineBuffer buffer(1 + random.below(700));
    std::vector<std::pair<std::shared_ptr<const char[]>, size_t>> given;
    std::string dropped;
    std::vector<std::string> expected;
    while (!buffer.ended() || !buffer.text().empty()) {
      buffer.read(source);
      const size_t used = random.below(buffer.text().size() + 1);
      CHECK(text.substr(buffer.offset()).starts_with(buffer.text()));
      if (random.below(5) == 0) {
        buffer.drop(used);
        continue;
      }
      expected.emplace_back(buffer.text().substr(0, used));
      given.emplace_back(buffer.give(used), used);
      if (buffer.ended() && given.size() > 1000) break;
    }
    CHECK(buffer.offset() + buffer.text().size() == text.size());
    bool same = true;
    for (size_t i = 0; i < given.size(); ++i) {
      same = same && std::string_view(given[i].first.get(), given[i].second) == expected[i];
    }
    CHECK(same);
  }
}
