#include "core/hash.h"

#include <catch2/catch.hpp>

namespace mlrun {
namespace {

TEST_CASE("the published digests of XXH3-128 with seed 0") {
  CHECK(xxh3_hex("") == "99aa06d3014798d86001c324468d497f");
  CHECK(xxh3_hex("a") == "a96faf705af16834e6c632b61e964e1f");
}

TEST_CASE("a stream in pieces has the digest of the whole") {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes += static_cast<char>(i * 7);
  for (const size_t piece : {1, 63, 64, 240, 241, 1024, 4999}) {
    Xxh3 hash;
    for (size_t i = 0; i < bytes.size(); i += piece) {
      hash.update(std::string_view(bytes).substr(i, piece));
    }
    CHECK(hash.hex() == xxh3_hex(bytes));
  }
}

TEST_CASE("asking for the digest does not end the stream") {
  Xxh3 hash;
  CHECK(hash.hex() == xxh3_hex(""));
  hash.update("a");
  CHECK(hash.hex() == xxh3_hex("a"));
  hash.update("");
  hash.update(std::string_view("\0b", 2));
  CHECK(hash.hex() == xxh3_hex(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace mlrun
