#include "data/text_set.h"

#include <catch2/catch.hpp>
#include <set>

#include "core/random.h"

using mlrun::TextSet;

TEST_CASE("texts are kept once, in the order they came", "[data]") {
  TextSet texts;
  CHECK(texts.size() == 0);
  CHECK(texts.add("b"));
  CHECK(texts.add("a"));
  CHECK_FALSE(texts.add("b"));
  CHECK(texts.add("ab"));
  CHECK(texts.add("A"));
  REQUIRE(texts.size() == 4);
  CHECK(texts[0] == "b");
  CHECK(texts[1] == "a");
  CHECK(texts[2] == "ab");
  CHECK(texts[3] == "A");
}

TEST_CASE("the empty text and NUL bytes are texts too", "[data]") {
  TextSet texts;
  CHECK(texts.add(""));
  CHECK_FALSE(texts.add(""));
  CHECK(texts.add(std::string_view("a\0b", 3)));
  CHECK(texts.add(std::string_view("a\0c", 3)));
  CHECK(texts.add("a"));
  REQUIRE(texts.size() == 4);
  CHECK(texts[0].empty());
  CHECK(texts[1] == std::string_view("a\0b", 3));
  CHECK(texts[3] == "a");
}

TEST_CASE("texts that share one buffer are told apart by where they end", "[data]") {
  TextSet texts;
  CHECK(texts.add("ab"));
  CHECK(texts.add("c"));
  CHECK(texts.add("a"));
  CHECK(texts.add("bc"));
  CHECK(texts.add("abc"));
  CHECK(texts.size() == 5);
}

TEST_CASE("a cleared set starts anew", "[data]") {
  TextSet texts;
  for (int i = 0; i < 100; ++i) texts.add(std::to_string(i));
  texts.clear();
  CHECK(texts.size() == 0);
  CHECK(texts.add("7"));
  CHECK_FALSE(texts.add("7"));
  CHECK(texts.size() == 1);
  CHECK(texts[0] == "7");
}

TEST_CASE("many random texts are held as a std::set holds them", "[data]") {
  mlrun::Random random(11, "texts");
  TextSet texts;
  std::set<std::string> reference;
  std::vector<std::string> order;
  for (int i = 0; i < 50'000; ++i) {
    const std::string text = std::to_string(random.below(20'000));
    const bool is_new = reference.insert(text).second;
    if (is_new) order.push_back(text);
    REQUIRE(texts.add(text) == is_new);
  }
  REQUIRE(texts.size() == order.size());
  for (size_t i = 0; i < order.size(); ++i) REQUIRE(texts[i] == order[i]);
}

TEST_CASE("a text has one position, whether it is added or found", "[data]") {
  TextSet texts;
  CHECK_FALSE(texts.find("a"));
  CHECK(texts.index("a") == 0);
  CHECK(texts.index("b") == 1);
  CHECK(texts.index("a") == 0);
  CHECK(texts.find("b") == 1U);
  CHECK_FALSE(texts.find("c"));
  CHECK(texts.size() == 2);
  texts.clear();
  CHECK_FALSE(texts.find("a"));
}

TEST_CASE("an emptied set starts anew in the memory it has", "[data]") {
  TextSet texts;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 1000; ++i) {
      REQUIRE(texts.index(std::to_string(i * (round + 1))) == static_cast<size_t>(i));
    }
    texts.empty_out();
    CHECK(texts.size() == 0);
    CHECK_FALSE(texts.find("0"));
  }
}
