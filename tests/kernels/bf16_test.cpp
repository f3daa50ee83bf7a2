#include "kernels/bf16.h"

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("only the set of that name multiplies bf16") {
  for (const Instructions set :
       {Instructions::kBaseline, Instructions::kAvx2, Instructions::kAvx512}) {
    CHECK(bf16_kernel(set) == nullptr);
  }
#ifdef __x86_64__
  CHECK(bf16_kernel(Instructions::kAvx512Bf16) != nullptr);
#endif
}

TEST_CASE("an odd count takes a word more") {
  CHECK(half(0) == 0);
  CHECK(half(1) == 1);
  CHECK(half(2) == 1);
  CHECK(half(7) == 4);
}
