#include "data/line_buffer.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/fixtures.h"
#include "core/random.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("what is given away and dropped is the text, byte for byte", "[data]") {
  Random random(51, "line buffer");
  std::string text;
  for (int i = 0; i < 3000; ++i) text += std::to_string(i) + "\n";
  const TempDir dir;
  put(dir / "t", text);
  for (int round = 0; round < 50; ++round) {
    ByteSource source(dir / "t");
    LineBuffer buffer(1 + random.below(2000));
    // Blocks outlive what comes behind them, and some are let go on the way.
    std::vector<std::pair<std::shared_ptr<const char[]>, std::string>> blocks;
    std::string got;
    while (!buffer.ended() || !buffer.text().empty()) {
      buffer.read(source);
      REQUIRE(buffer.offset() == got.size());
      const size_t used =
          buffer.ended() ? buffer.text().size() : random.below(buffer.text().size() + 1);
      const std::string taken(buffer.text().substr(0, used));
      got += taken;
      if (random.below(4) == 0) {
        buffer.drop(used);
      } else {
        blocks.emplace_back(buffer.give(used), taken);
      }
      if (random.below(3) == 0 && !blocks.empty()) blocks.erase(blocks.begin());
    }
    REQUIRE(got == text);
    CHECK_FALSE(buffer.read(source));
    for (const auto& [memory, taken] : blocks) {
      REQUIRE(std::string_view(memory.get(), taken.size()) == taken);
    }
  }
}

TEST_CASE("a block may outlive its buffer", "[data]") {
  const TempDir dir;
  put(dir / "t", "abc");
  std::shared_ptr<const char[]> block;
  {
    ByteSource source(dir / "t");
    LineBuffer buffer;
    buffer.read(source);
    block = buffer.give(3);
  }
  CHECK(std::string_view(block.get(), 3) == "abc");
}
