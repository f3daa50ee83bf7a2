#include "core/json_text.h"

#include <catch2/catch.hpp>

namespace mlrun {
namespace {

TEST_CASE("bytes that are no UTF-8 are replaced in a text of JSON") {
  const Json json{{"model", "n\xff.mlrun"}, {"rows", 3}};
  CHECK(json_text(json) == "{\"model\":\"n\xEF\xBF\xBD.mlrun\",\"rows\":3}");
  CHECK(json_text(Json{{"a", 1}}, 2) == "{\n  \"a\": 1\n}");
}

}  // namespace
}  // namespace mlrun
