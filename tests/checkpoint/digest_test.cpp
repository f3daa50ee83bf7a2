#include "checkpoint/digest.h"

#include <catch2/catch.hpp>

#include "checkpoint/fixtures.h"
#include "checkpoint/safetensors.h"

using mlrun::HeaderLimits;
using mlrun::SafeTensorsHeader;
using mlrun::test::container;
using mlrun::test::refusal;

namespace {

SafeTensorsHeader header_with(const std::string& digest_json) {
  return mlrun::parse_header("{\"__metadata__\":{\"x\":\"1\"," + digest_json + "}}", {}, "m");
}

std::string place_refusal(const std::string& digest_json) {
  return refusal([&] { mlrun::digest_digits_at(header_with(digest_json), "m"); });
}

const std::string kZeros(32, '0');

}  // namespace

TEST_CASE("a blank digest is 32 zeros behind the kind", "[checkpoint]") {
  CHECK(mlrun::blank_digest() == "xxh3-128:" + kZeros);
}

TEST_CASE("the digest's digits are found at their byte", "[checkpoint]") {
  const SafeTensorsHeader header = header_with("\"digest\":\"xxh3-128:" + kZeros + "\"");
  // 8 + {"__metadata__":{"x":"1","digest":"xxh3-128:
  CHECK(mlrun::digest_digits_at(header, "m") == 8 + 17 + 8 + 10 + 9);
}

TEST_CASE("only the metadata's own digest counts", "[checkpoint]") {
  const SafeTensorsHeader header = header_with(R"("note":"\"digest\":\"xxh3-128:)" + kZeros +
                                               R"(\"","digest":"xxh3-128:)" + kZeros + "\"");
  CHECK(mlrun::digest_digits_at(header, "m") == header.find("digest")->value_at + 9);
}

TEST_CASE("a missing or ill-formed digest is refused", "[checkpoint]") {
  CHECK(refusal([] { mlrun::digest_digits_at(header_with("\"digests\":\"\""), "m"); }) ==
        "m: no \"digest\" in __metadata__");
  CHECK(place_refusal("\"digest\":\"\"") ==
        "m: byte 43: digest: expected \"xxh3-128:\" and 32 hexadecimal digits, got \"\"");
  for (const std::string& text : std::vector<std::string>{
           kZeros, "xxh3-128:" + kZeros.substr(1), "xxh3-128:0" + kZeros, "xxh3-64:" + kZeros,
           "xxh3-128:" + kZeros.substr(1) + "g", "xxh3-128:" + kZeros.substr(1) + "A",
           "xxh3-128:" + kZeros.substr(1) + "\\u0030"}) {
    CAPTURE(text);
    CHECK(place_refusal("\"digest\":\"" + text + "\"").starts_with("m: byte 43: digest: expected"));
  }
}

TEST_CASE("the hash takes the digits as zeros, whatever they are", "[checkpoint]") {
  const std::string blank = "before" + kZeros + "after";
  const std::string other = "before" + std::string(32, 'f') + "after";
  mlrun::Xxh3 one;
  mlrun::Xxh3 two;
  mlrun::hash_with_zeros(one, blank, 6);
  mlrun::hash_with_zeros(two, other, 6);
  CHECK(one.hex() == two.hex());
  CHECK(one.hex() == mlrun::xxh3_hex(blank));
}

TEST_CASE("sealing puts the digest in its place and changes nothing else", "[checkpoint]") {
  std::string bytes = mlrun::write_safetensors({{{"digest", mlrun::blank_digest()}}, {}});
  const std::string blank = bytes;
  mlrun::seal(bytes, HeaderLimits{});
  const size_t place = blank.find(kZeros);
  CHECK(bytes.substr(place, 32) == mlrun::xxh3_hex(blank));
  CHECK(bytes.replace(place, 32, kZeros) == blank);
  std::string none = container("{}");
  CHECK(refusal([&] { mlrun::seal(none, HeaderLimits{}); }) ==
        "model file: no \"digest\" in __metadata__");
}
