#include "data/text_arena.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <vector>

using mlrun::TextArena;

TEST_CASE("texts stay where they are while others come", "[data]") {
  TextArena arena;
  for (int time = 0; time < 3; ++time) {
    std::vector<std::string_view> kept;
    std::vector<std::string> texts;
    for (size_t i = 0; i < 3000; ++i) {
      texts.emplace_back(i % 100 == 7 ? 70'000 + i : i % 90, static_cast<char>('a' + i % 26));
      kept.push_back(arena.keep(texts.back()));
    }
    size_t wrong = 0;
    for (size_t i = 0; i < texts.size(); ++i) wrong += kept[i] == texts[i] ? 0 : 1;
    CHECK(wrong == 0);
    // Its memory serves again.
    arena.clear();
  }
}

TEST_CASE("of what is reserved the part that was used is kept", "[data]") {
  TextArena arena;
  char* const room = arena.reserve(100);
  std::memcpy(room, "abc", 3);
  const std::string_view first = arena.commit(3);
  const std::string_view second = arena.keep("defg");
  CHECK(first == "abc");
  CHECK(second == "defg");
  CHECK(second.data() == first.data() + 3);
  CHECK(arena.keep("").empty());
  CHECK(arena.commit(0).empty());
}
