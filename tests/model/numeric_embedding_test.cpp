#include "model/numeric_embedding.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace mlrun;

TEST_CASE("the embedding by its name") {
  Random random(1);
  const auto make = [&](const char* type, int64_t numeric) {
    return make_embedding({.type = type, .width = 5}, numeric, 2, at::kCPU, random);
  };
  CHECK(make("none", 3) == nullptr);
  CHECK(make("ple", 0) == nullptr);
  for (const char* type : {"ple", "pbld", "plr-lite"}) {
    INFO(type);
    const auto embedding = make(type, 3);
    CHECK(embedding->forward(torch::rand({4, 6})).sizes() == at::IntArrayRef({4, 6, 5}));
    CHECK(embedding->forward(torch::rand({0, 6})).sizes() == at::IntArrayRef({0, 6, 5}));
  }
  CHECK_THROWS_WITH(make("pel", 3), "unknown embedding \"pel\"");
}
