#include "data/text_arena.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "core/random.h"

using mlrun::TextArena;

TEST_CASE("texts are kept where they are, however many come", "[data]") {
  mlrun::Random random(8, "arenas");
  TextArena arena;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::string> texts;
    std::vector<std::string_view> views;
    for (int i = 0; i < 3000; ++i) {
      const size_t length = i % 500 == 7 ? 200'000 : random.below(200);
      texts.emplace_back(length, static_cast<char>('a' + i % 26));
      views.push_back(arena.keep(texts.back()));
    }
    bool same = true;
    for (size_t i = 0; i < texts.size(); ++i) same = same && views[i] == texts[i];
    CHECK(same);
    arena.clear();
  }
}

TEST_CASE("of what was reserved only what is committed is used", "[data]") {
  TextArena arena;
  char* const first = arena.reserve(100);
  first[0] = 'a';
  const std::string_view a = arena.commit(1);
  char* const second = arena.reserve(50);
  CHECK(second == first + 1);
  second[0] = 'b';
  CHECK(arena.commit(1) == "b");
  CHECK(a == "a");
  arena.reserve(10);
  CHECK(arena.commit(0).empty());
  CHECK(arena.reserve(10) == first + 2);
}

TEST_CASE("a cleared arena uses its memory again", "[data]") {
  TextArena arena;
  const char* const first = arena.keep("abc").data();
  arena.clear();
  CHECK(arena.keep("xyz").data() == first);
  CHECK(arena.keep("").empty());
}

TEST_CASE("an arena that is moved keeps its texts", "[data]") {
  TextArena arena;
  const std::string_view text = arena.keep("abc");
  const TextArena moved = std::move(arena);
  CHECK(text == "abc");
}
