#include <catch2/catch.hpp>

#include "core/fixtures.h"
#include "core/json.h"

namespace mlrun {
namespace {

using test::error_of;

Json parse(std::string_view text) { return parse_json(text, "a.json", ErrorKind::kUsage); }

TEST_CASE("members as values of a type") {
  const Json object = parse(R"({"s":"x","b":true,"i":-3,"u":18446744073709551615,"e":1e3,"d":2.5,
                                "ss":["a","b"],"ii":[1,2],"dd":[1,2.5],"o":{"k":1}})");
  const auto kind = ErrorKind::kModel;
  CHECK(json_get<std::string>(object, "s", "f", kind) == "x");
  CHECK(json_get<bool>(object, "b", "f", kind));
  CHECK(json_get<int64_t>(object, "i", "f", kind) == -3);
  CHECK(json_get<int64_t>(object, "e", "f", kind) == 1000);
  CHECK(json_get<uint64_t>(object, "u", "f", kind) == ~uint64_t{0});
  CHECK(json_get<double>(object, "d", "f", kind) == 2.5);
  CHECK(json_get<double>(object, "i", "f", kind) == -3);
  CHECK(json_get<std::vector<std::string>>(object, "ss", "f", kind) ==
        std::vector<std::string>{"a", "b"});
  CHECK(json_get<std::vector<int64_t>>(object, "ii", "f", kind) == std::vector<int64_t>{1, 2});
  CHECK(json_get<std::vector<double>>(object, "dd", "f", kind) == std::vector<double>{1, 2.5});
  CHECK(json_get<Json>(object, "o", "f", kind)["k"] == 1);
}

template <class T>
std::string wrong(const char* text) {
  return error_of([&] { json_get<T>(parse(text), "k", "c.json: train", ErrorKind::kUsage); });
}

TEST_CASE("members of another type are refused in one sentence") {
  CHECK(wrong<std::string>(R"({"k":3})") ==
        R"(usage: c.json: train: key "k": expected a string, got 3)");
  CHECK(wrong<bool>(R"({"k":"yes"})") ==
        R"(usage: c.json: train: key "k": expected true or false, got "yes")");
  CHECK(wrong<int64_t>(R"({"k":1.5})") ==
        R"(usage: c.json: train: key "k": expected an integer, got 1.5)");
  CHECK(wrong<int64_t>(R"({"k":9223372036854775808})") ==
        R"(usage: c.json: train: key "k": expected an integer, got 9223372036854775808)");
  CHECK(wrong<int64_t>(R"({"k":1e300})") ==
        R"(usage: c.json: train: key "k": expected an integer, got 1e+300)");
  CHECK(wrong<uint64_t>(R"({"k":-1})") ==
        R"(usage: c.json: train: key "k": expected an integer of at least 0, got -1)");
  CHECK(wrong<double>(R"({"k":null})") ==
        R"(usage: c.json: train: key "k": expected a number, got null)");
  CHECK(wrong<double>(R"({"k":{}})") ==
        R"(usage: c.json: train: key "k": expected a number, got an object)");
  CHECK(wrong<std::vector<int64_t>>(R"({"k":7})") ==
        R"(usage: c.json: train: key "k": expected a list, got 7)");
  CHECK(wrong<std::vector<int64_t>>(R"({"k":[1,"a"]})") ==
        R"(usage: c.json: train: key "k[1]": expected an integer, got "a")");
  CHECK(wrong<Json>(R"({"j":1})") == R"(usage: c.json: train: key "k" is missing)");
  CHECK(wrong<Json>("[]") == "usage: c.json: train: expected an object, got a list");
}

}  // namespace
}  // namespace mlrun
