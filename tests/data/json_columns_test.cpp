#include "data/json_columns.h"

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("a column is found by its name, whatever the guess", "[data]") {
  const JsonColumns columns({"a", "long name of a column", ""});
  for (const size_t guess : {0, 1, 2, 99}) {
    CHECK(columns.find("a", guess) == 0u);
    CHECK(columns.find("long name of a column", guess) == 1u);
    CHECK(columns.find("", guess) == 2u);
    CHECK_FALSE(columns.find("A", guess));
  }
}

TEST_CASE("the keys of the outermost object, each once", "[data]") {
  using Names = std::vector<std::string>;
  CHECK(keys_of_object(R"({"b":1,"a":"x","b":2})") == Names{"b", "a"});
  CHECK(keys_of_object(R"({"a":{"x":1},"b":[{"y":2}],"\u0063":null,"d":true,"e":1.5})") ==
        Names{"a", "b", "c", "d", "e"});
  CHECK(keys_of_object(R"({"a":1,"b":)") == Names{"a", "b"});
  CHECK(keys_of_object("{}").empty());
  CHECK(keys_of_object(R"([{"a":1}])").empty());
  CHECK(keys_of_object("\"a\"").empty());
  CHECK(keys_of_object("-1").empty());
  CHECK(keys_of_object("").empty());
}
