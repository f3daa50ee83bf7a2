#include "core/json.h"

#include <catch2/catch.hpp>

#include "core/fixtures.h"

namespace mlrun {
namespace {

using test::error_of;

std::string refused(std::string_view text, JsonComments comments = JsonComments::kRefuse) {
  return error_of([&] { parse_json(text, "a.json", ErrorKind::kUsage, comments); });
}

Json parse(std::string_view text) { return parse_json(text, "a.json", ErrorKind::kUsage); }

TEST_CASE("values of every type, keys in their order") {
  const std::string text =
      R"({"z":1,"a":[true,false,null,-2,18446744073709551615,1.5,"x\n"],"m":{}})";
  CHECK(parse(text).dump() == text);
  CHECK(parse(" 3 ") == Json(3));
  CHECK(parse("[]") == Json::array());
  CHECK(parse(R"({"a":{"k":1},"b":{"k":2}})")["b"]["k"] == 2);
}

TEST_CASE("a duplicate key is refused at every level, where it stands") {
  CHECK(refused(R"({"a":1,"a":2})") == R"(usage: a.json:1:8: duplicate key "a")");
  CHECK(refused("{\"x\": [\n  {\"k\\\"\": 1,\n   \"k\\\"\": 2}]}") ==
        "usage: a.json:3:4: duplicate key \"k\\\"\"");
  // The same key spelled with an escape.
  CHECK(refused(R"({"a":1, "\u0061":2})") == R"(usage: a.json:1:9: duplicate key "a")");
}

TEST_CASE("errors name source, line and column") {
  CHECK(refused("{\"a\": 1,\n \"b\" 2}") ==
        "usage: a.json:2:6: syntax error while parsing object separator - unexpected number "
        "literal; expected ':'");
  CHECK(refused(R"({"a": 1, true: 2})")
            .starts_with("usage: a.json:1:10: syntax error while parsing "
                         "object key - unexpected true literal"));
  CHECK(refused(R"(["a" "b\""])").starts_with("usage: a.json:1:6: "));
  CHECK(
      refused("{} {}").starts_with("usage: a.json:1:4: syntax error while parsing value - "
                                   "unexpected '{'"));
  CHECK(
      refused("[1,\n2").starts_with("usage: a.json:2:2: syntax error while parsing array - "
                                    "unexpected end of input"));
  CHECK(refused("").starts_with("usage: a.json:1:1: "));
  CHECK(refused("[1e999]").starts_with("usage: a.json:1:2: number overflow"));
  CHECK(refused("[tru]") ==
        R"(usage: a.json:1:5: syntax error while parsing value - invalid literal, got "tru]")");
  CHECK(refused("\"\xFF\"").starts_with("usage: a.json:1:2: "));
  CHECK(refused(std::string_view("{}\0{", 4)) ==
        "usage: a.json:1:3: a NUL byte is not allowed in JSON");
  for (const char* text : {"[1,]", "{\"a\":1,}", "[01]", "[+1]", "[.5]", "[NaN]", "{a:1}", "'a'",
                           "[\"\t\"]", "[\"\\ud800\"]", "[\"\\x\"]"}) {
    INFO(text);
    CHECK(refused(text).starts_with("usage: a.json:1:"));
  }
}

TEST_CASE("comments only where they are allowed") {
  const std::string text = "// one\n{/* two\n */ \"a\": 1} // three";
  CHECK(refused(text).starts_with("usage: a.json:1:1: "));
  CHECK(parse_json(text, "a", ErrorKind::kUsage, JsonComments::kAllow) == Json{{"a", 1}});
  CHECK(refused("{/* open", JsonComments::kAllow).starts_with("usage: a.json:1:9: "));
}

TEST_CASE("nesting ends at 64 levels") {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(refused(nested(64)) == "no error");
  CHECK(refused(nested(65)) == "usage: a.json:1:65: nested deeper than 64 levels");
  CHECK(refused(nested(1000000)) == "usage: a.json:1:65: nested deeper than 64 levels");
}

TEST_CASE("an object of many keys is read in linear time") {
  std::string text = "{";
  for (int i = 0; i < 200000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  text.back() = '}';
  CHECK(parse(text).size() == 200000);
}

TEST_CASE("a JSON file is read whole") {
  const test::TempDir dir;
  test::put(dir / "x.json", "{\"a\": 1}\n");
  CHECK(read_json_file(dir / "x.json", ErrorKind::kUsage)["a"] == 1);
  CHECK(error_of([&] { read_json_file(dir / "y.json", ErrorKind::kModel); }) ==
        "model: " + (dir / "y.json") + ": cannot be read: no such file or directory");
}

}  // namespace
}  // namespace mlrun
