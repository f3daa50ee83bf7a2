#include "core/json_at.h"

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("what stands at a pointer, or null") {
  const Json json = Json::parse(R"({"a": {"b": [1, {"c": 2}]}, "d": 3})");
  CHECK(json_at(json, "/a/b/1/c") == 2);
  CHECK(json_at(json, "/d") == 3);
  for (const auto* pointer : {"/x", "/a/x", "/d/x", "/a/b/x", "/a/b/2", "/a/b/0/c", "/a/b/-"}) {
    INFO(pointer);
    CHECK(json_at(json, pointer).is_null());
  }
  CHECK(json_at(Json(), "/a").is_null());
}
